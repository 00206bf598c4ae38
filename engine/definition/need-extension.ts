import { databaseExtensions, lakehouseExtensions, remoteExtension, type ExtensionName } from '../relation/extensions.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import type { Need } from './need.ts';

/** The extension of the database without which a need cannot be met, or null. */
export function needExtension(need: Need): ExtensionName | null {
  switch (need.kind) {
    case 'extension':
      return need.name;
    case 'table':
      return databaseExtensions(need.database).at(-1) ?? null;
    case 'lakehouse':
      return lakehouseExtensions[need.format].at(-1)!;
    case 'delimited':
    case 'json':
    case 'parquet':
      return isRemotePath(need.path) ? remoteExtension(need.path) : null;
    case 'lines':
    case 'arrow':
    case 'excel':
    case 'xml':
    case 'rest':
    case 'model':
    case 'registered':
    case 'flow':
    case 'rules':
    case 'script':
    case 'python':
      return null;
  }
}
