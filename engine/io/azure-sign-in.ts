import { createHmac } from 'node:crypto';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { ObjectStore } from '../relation/object-store.ts';
import { secretValue } from './secrets.ts';

/** What opens a container: the key of its account, a token that was handed out (a shared access signature), or nothing. */
export type AzureSignIn = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'token'; readonly token: string } | { readonly kind: 'none' };

/** Throws `secret-missing`, or `param-invalid` where the secret is neither. */
export function azureSignIn({ key }: ObjectStore, node?: string): AzureSignIn {
  if (key === null) return { kind: 'none' };
  const secret = secretValue(key.secret, node).replace(/^\?/, '');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(secret) && secret.length % 4 === 0) return { kind: 'key', key: secret };
  if (/(^|&)sig=/.test(secret) && /^[A-Za-z0-9%&=._~:+/-]+$/.test(secret)) return { kind: 'token', token: secret };
  throw new DiagnosticError(problem('param-invalid', `${node === undefined ? 'A setting' : `Node "${node}"`} uses the secret "${key.secret}", which holds neither the key of a storage account nor a shared access signature (SAS). Copy one of them again, without the address before it.`, node === undefined ? { param: 'secret' } : { node, param: 'secret' }));
}

const version = '2023-11-03';

/** Headers of a request with what signs it, and its address, which a token is a part of. */
export function azureRequest(store: ObjectStore, way: AzureSignIn, asked: { readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly bytes: number }): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  if (way.kind === 'token') return { url: `${asked.url}${asked.url.includes('?') ? '&' : '?'}${way.token}`, headers: { ...asked.headers, 'x-ms-version': version } };
  const headers: Record<string, string> = { ...asked.headers, 'x-ms-version': version, 'x-ms-date': new Date().toUTCString() };
  if (way.kind === 'none') return { url: asked.url, headers };
  const url = new URL(asked.url);
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-ms-')).sort(([a], [b]) => (a < b ? -1 : 1));
  const query = [...url.searchParams].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `\n${name}:${value}`);
  // Twelve lines of the protocol: the method, then encoding, language, length, MD5, type, date, four conditions and the range.
  const lines = [asked.method, '', '', asked.bytes === 0 ? '' : String(asked.bytes), '', headers['content-type'] ?? '', '', '', '', '', '', ''];
  const text = [...lines, ...own.map(([name, value]) => `${name}:${value.trim()}`), `/${store.azure}${url.pathname}${query.join('')}`].join('\n');
  return { url: asked.url, headers: { ...headers, authorization: `SharedKey ${store.azure}:${createHmac('sha256', Buffer.from(way.key, 'base64')).update(text).digest('base64')}` } };
}
