import { defaultCacheFolder } from '../cache/cache-folder.ts';
import { byteSize } from '../core/byte-size.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { defaultRecordFolder } from '../record/record-folder.ts';
import type { CacheOptions } from './run-cache.ts';
import type { RecordOptions } from './run-history.ts';

const usualSize = 10_000_000_000;

/** The cache a person has: in the cache folder of the account and of 10 GB unless MILLRACE_CACHE (a folder, or `off`) and MILLRACE_CACHE_SIZE say otherwise. Throws 'param-invalid' for a size that is none. */
export function environmentCache(version: string, env: NodeJS.ProcessEnv = process.env): { readonly cache?: CacheOptions } {
  if (env['MILLRACE_CACHE'] === 'off') return {};
  const size = env['MILLRACE_CACHE_SIZE'];
  const maxBytes = size === undefined || size === '' ? usualSize : byteSize(size);
  if (maxBytes === null) throw new DiagnosticError(problem('param-invalid', `MILLRACE_CACHE_SIZE is "${size}", which is not a size. Set it to one such as 5GB, or set MILLRACE_CACHE to off.`));
  return { cache: { folder: defaultCacheFolder(env), maxBytes, version } };
}

/** Where a person's runs are put on record: the state folder of the account unless MILLRACE_RECORDS (a folder, or `off`) says otherwise. */
export const environmentRecords = (version: string, env: NodeJS.ProcessEnv = process.env): { readonly records?: RecordOptions } => (env['MILLRACE_RECORDS'] === 'off' ? {} : { records: { folder: defaultRecordFolder(env), version } });
