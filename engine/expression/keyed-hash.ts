import type { Expression } from './expression.ts';
import { binary, call, literal } from './expression.ts';

const blockBytes = 64;

/** Half of a surrogate pair, which no UTF-8 has. */
const lone = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The bytes of a text in UTF-8. */
const utf8 = (text: string): number[] => [...encodeURIComponent(text.replace(lone, '\uFFFD')).matchAll(/%([0-9A-F]{2})|[^%]/g)].map(([sign, hex]) => (hex === undefined ? sign.charCodeAt(0) : Number.parseInt(hex, 16)));

/** Whether a key fits into one block of the hash, so that it is used as it is. */
export const isHashKey = (key: string): boolean => key !== '' && utf8(key).length <= blockBytes;

/** HMAC-SHA-256 (RFC 2104) of a text under a key of 1 to 64 bytes, as 64 hexadecimal digits; NULL for NULL. */
export function keyedHash(text: Expression, key: string): Expression {
  const bytes = new Uint8Array(blockBytes);
  bytes.set(utf8(key));
  const pad = (mask: number): Expression => literal([...bytes].map((b) => `\\x${(b ^ mask).toString(16).toUpperCase().padStart(2, '0')}`).join(''), 'BLOB');
  const inner = call('sha256', binary(pad(0x36), '||', call('encode', text)));
  return call('sha256', binary(pad(0x5c), '||', call('unhex', inner)));
}
