import { open } from 'node:fs/promises';
import type { Need } from '../definition/need.ts';
import { findEncoding } from '../io/find-encoding.ts';
import { packedAs } from '../relation/packed-as.ts';

const kinds: readonly { readonly magic: string; readonly is: string; readonly then: string }[] = [
  { magic: 'PAR1', is: 'a Parquet file', then: 'Read it with "Parquet file", or choose another file.' },
  { magic: 'PK\u0003\u0004', is: 'a ZIP archive or an office document', then: 'Read a workbook with "Excel sheet"; unpack an archive first.' },
  { magic: '\u001F\u008B', is: 'compressed with gzip', then: 'Set its compression, or give it a name that ends with .gz.' },
  { magic: '(\u00B5/\u00FD', is: 'compressed with Zstandard', then: 'Set its compression, or give it a name that ends with .zst.' },
  { magic: 'ARROW1', is: 'an Arrow file', then: 'Read it with "Arrow file".' },
  { magic: 'BZh', is: 'compressed with bzip2', then: 'Unpack it first, or pack it with gzip or Zstandard.' },
  { magic: '%PDF', is: 'a PDF document', then: 'Choose another file.' },
  { magic: 'SQLite format 3', is: 'a SQLite database', then: 'Export its table as CSV and choose that file.' },
];

const looked = 4096;

/** Says what a file is that should be text and is not, and what to do; null for text, which with `anyEncoding` may hold zero bytes. A database's guesses would make columns of any bytes. */
export async function otherThanText(path: string, anyEncoding = false): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(looked), 0, looked, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    const kind = kinds.find(({ magic }) => head.startsWith(magic));
    if (kind) return `it is ${kind.is}. ${kind.then}`;
    if (anyEncoding) return findEncoding(buffer.subarray(0, bytesRead), bytesRead < looked) === null ? 'it holds binary data. Choose another file, or set its encoding.' : null;
    if (/^(\xFF\xFE|\xFE\xFF)/.test(head)) return 'it is text in UTF-16. Save it as UTF-8.';
    return head.includes('\0') ? 'it holds binary data. Choose another file, or save its text as UTF-8.' : null;
  } finally {
    await file.close();
  }
}

/** Whether the bytes of a file are to be read as text without being unpacked first. */
export function isPlainText(need: Need, path: string): boolean {
  if (need.kind === 'lines') return (need.compression ?? packedAs(path)) === 'none' && need.encoding !== 'utf-16';
  if (need.kind === 'delimited') return (need.given.compression ?? packedAs(path)) === 'none' && need.given.encoding?.startsWith('utf-16') !== true;
  return need.kind === 'json' && !/\.(gz|zst)$/.test(path);
}
