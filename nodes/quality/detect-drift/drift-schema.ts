import type { Schema } from '../../../engine/core/schema.ts';

/** One row per column that was compared. */
export const driftSchema: Schema = [
  { name: 'column', type: 'VARCHAR' },
  { name: 'rows', type: 'BIGINT' },
  { name: 'baseline_rows', type: 'BIGINT' },
  { name: 'missing_share', type: 'DOUBLE' },
  { name: 'baseline_missing_share', type: 'DOUBLE' },
  { name: 'psi', type: 'DOUBLE' },
  { name: 'js', type: 'DOUBLE' },
  { name: 'ks', type: 'DOUBLE' },
  { name: 'ks_p', type: 'DOUBLE' },
  { name: 'chi_square', type: 'DOUBLE' },
  { name: 'chi_square_p', type: 'DOUBLE' },
  { name: 'judged_by', type: 'VARCHAR' },
  { name: 'drifted', type: 'BOOLEAN' },
];
