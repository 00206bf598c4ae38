import { quotedText } from '../core/quoting.ts';
import type { LakehouseState } from '../relation/lakehouse.ts';

/** The call that reads one state of a table in the folder or at the address `place`. */
export function lakehouseCall(place: string, state: LakehouseState): string {
  if (state.format === 'delta') return `delta_scan(${quotedText(place)}, version => ${state.version})`;
  // What lies elsewhere than its metadata says was copied or moved with its folder.
  const settings = [`version => ${quotedText(state.metadata)}`, "version_name_format => '%s%s.metadata.json'", 'allow_moved_paths => true', ...(state.snapshot === null ? [] : [`snapshot_from_id => CAST(${quotedText(state.snapshot)} AS UBIGINT)`])];
  return `iceberg_scan(${[quotedText(place), ...settings].join(', ')})`;
}
