import { isUtf8 } from 'node:buffer';
import type { TextEncoding } from '../relation/relation.ts';

/** The encoding the start of a text file is written in: by its byte order mark, by where its zero bytes lie, or by whether it is UTF-8; else Windows-1252, which most older files are. Null where it holds binary data. */
export function findEncoding(head: Uint8Array, whole: boolean): TextEncoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 65_536);
  const zeros = [0, 0];
  let controls = 0;
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i]!;
    if (byte === 0) zeros[i % 2]!++;
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) controls++;
  }
  const pairs = sample.length / 2;
  if (zeros[1]! > pairs * 0.4 && zeros[0]! < pairs * 0.1) return 'utf-16le';
  if (zeros[0]! > pairs * 0.4 && zeros[1]! < pairs * 0.1) return 'utf-16be';
  if (zeros[0]! + zeros[1]! + controls > Math.max(8, sample.length * 0.02)) return null;
  const text = whole ? head : cutAtSign(head);
  if (isUtf8(text)) return 'utf-8';
  // Broken UTF-8 is still UTF-8: another encoding would turn every other sign into two.
  const decoded = new TextDecoder('utf-8').decode(text);
  const broken = decoded.match(/\uFFFD/g)?.length ?? 0;
  const sound = decoded.match(/[^\0-\u007F\uFFFD]/g)?.length ?? 0;
  return sound > broken ? 'utf-8' : 'windows-1252';
}

/** Without a sign of UTF-8 that the end of the sample cuts in two. */
function cutAtSign(head: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(4, head.length); back++) {
    const byte = head[head.length - back]!;
    if (byte < 0x80) return head;
    if (byte >= 0xc0) return head.subarray(0, head.length - back);
  }
  return head;
}
