import type { Schema } from '../../../engine/core/schema.ts';

/** Columns of each port. */
export const cardSchemas = {
  importance: [
    { name: 'feature', type: 'VARCHAR' },
    { name: 'drop', type: 'DOUBLE' },
  ],
  metrics: [
    { name: 'rows_of', type: 'VARCHAR' },
    { name: 'metric', type: 'VARCHAR' },
    { name: 'value', type: 'DOUBLE' },
  ],
  confusion: [
    { name: 'actual', type: 'VARCHAR' },
    { name: 'predicted', type: 'VARCHAR' },
    { name: 'rows', type: 'BIGINT' },
  ],
  facts: [
    { name: 'fact', type: 'VARCHAR' },
    { name: 'value', type: 'VARCHAR' },
  ],
} as const satisfies Record<string, Schema>;
