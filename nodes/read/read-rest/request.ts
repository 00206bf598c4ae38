import { readJsonPath, type JsonPath, type NameAndText, type RestAuth, type RestPaging, type RestRequest } from '../../../engine/relation/rest-request.ts';

export interface RestSettings {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
  readonly query: readonly NameAndText[];
  readonly headers: readonly NameAndText[];
  readonly auth: 'none' | 'bearer' | 'basic' | 'header';
  readonly user: string | null;
  readonly header: string;
  readonly secret: string | null;
  readonly rows: string;
  readonly paging: 'none' | 'page' | 'offset' | 'cursor' | 'link';
  readonly pageParameter: string;
  readonly firstPage: number;
  readonly offsetParameter: string;
  readonly cursorPath: string;
  readonly cursorParameter: string | null;
  readonly sizeParameter: string | null;
  readonly size: number;
  readonly mostPages: number;
  readonly retries: number;
  readonly perSecond: number | null;
  readonly timeout: number;
}

export interface WrongSetting {
  readonly param: Extract<keyof RestSettings, string> | `${'headers' | 'query'}.${number}.${'name' | 'value'}`;
  readonly code: 'param-missing' | 'param-invalid';
  readonly message: string;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Headers that are credentials, which belong into a secret. */
const secretHeaders = /^(authorization|proxy-authorization|cookie|x-api-key|api-key)$/i;
const without = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim());

/** The request that settings mean, or what is wrong with them. */
export function requestOf(s: RestSettings): { readonly request: RestRequest } | { readonly wrong: WrongSetting } {
  const wrong = (param: WrongSetting['param'], message: string, code: WrongSetting['code'] = 'param-invalid') => ({ wrong: { param, code, message } });
  const url = s.url.trim();
  if (url === '') return wrong('url', '"Address" is empty. Give the address of the service, such as https://example.org/api/orders.', 'param-missing');
  if (!/^(https?:\/\/|data:)/i.test(url) || !URL.canParse(url)) return wrong('url', 'This is no address of a service. It starts with https:// or http://.');
  if (/^https?:\/\/[^/?#]*@/i.test(url)) return wrong('url', 'The address holds a name or password, which would be readable in the flow. Leave it out, and choose how to sign in below.');
  if (/^data:/i.test(url) && (s.paging !== 'none' || s.query.length > 0)) return wrong(s.paging === 'none' ? 'query' : 'paging', 'A data: address is the whole answer: it has no parameters and no pages. Take them out, or give the address of a service.');
  for (const [i, { name, value }] of s.headers.entries()) {
    if (!token.test(name)) return wrong(`headers.${i}.name`, `"${name}" cannot be the name of a header. Use letters, digits and hyphens.`);
    if (secretHeaders.test(name)) return wrong(`headers.${i}.name`, `The header "${name}" would make a password or key readable in the flow. Choose how to sign in instead, and name a secret.`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) return wrong(`headers.${i}.value`, `The value of the header "${name}" holds a sign that no header can have. Use one line of Latin signs.`);
  }
  for (const [i, { name }] of s.query.entries()) if (name === '') return wrong(`query.${i}.name`, 'A parameter has no name. Name it, or take it out.', 'param-missing');
  const rows = readJsonPath(s.rows);
  if (rows === null) return wrong('rows', `"${s.rows}" is no path. Write keys with dots between them, such as data.items; an odd name as ["a.b"], a place in a list as [0].`);
  const auth = authOf(s);
  if (auth !== null && 'wrong' in auth) return auth;
  const paging = pagingOf(s);
  if ('wrong' in paging) return paging;
  return { request: { url, method: s.method, body: s.method === 'POST' ? without(s.body) : null, headers: s.headers, query: s.query, auth, paging, rows, mostPages: s.mostPages, retries: s.retries, perSecond: s.perSecond, timeout: s.timeout } };
}

function authOf(s: RestSettings): RestAuth | null | { readonly wrong: WrongSetting } {
  if (s.auth === 'none') return null;
  const secret = without(s.secret);
  if (secret === null) return { wrong: { param: 'secret', code: 'param-missing', message: '"Secret" is empty. Name the secret that holds the token, password or key.' } };
  if (s.auth === 'bearer') return { kind: 'bearer', secret };
  if (s.auth === 'basic') {
    const user = without(s.user);
    return user === null ? { wrong: { param: 'user', code: 'param-missing', message: '"User" is empty. Name the user of the service.' } } : { kind: 'basic', secret, user };
  }
  if (!token.test(s.header)) return { wrong: { param: 'header', code: 'param-invalid', message: `"${s.header}" cannot be the name of a header. Use letters, digits and hyphens.` } };
  return { kind: 'header', secret, header: s.header };
}

function pagingOf(s: RestSettings): RestPaging | { readonly wrong: WrongSetting } {
  const missing = (param: 'pageParameter' | 'offsetParameter'): { readonly wrong: WrongSetting } => ({ wrong: { param, code: 'param-missing', message: 'The parameter that leads to the next page has no name. Look it up in the description of the service.' } });
  const sizeName = without(s.sizeParameter);
  const size = sizeName === null ? null : { name: sizeName, value: String(s.size) };
  switch (s.paging) {
    case 'none':
    case 'link':
      return { kind: s.paging };
    case 'page':
      return without(s.pageParameter) === null ? missing('pageParameter') : { kind: 'page', parameter: s.pageParameter.trim(), first: s.firstPage, size };
    case 'offset':
      return without(s.offsetParameter) === null ? missing('offsetParameter') : { kind: 'offset', parameter: s.offsetParameter.trim(), first: 0, size };
    case 'cursor': {
      const path: JsonPath | null = readJsonPath(s.cursorPath);
      if (path === null || path.length === 0) return { wrong: { param: 'cursorPath', code: 'param-invalid', message: `"${s.cursorPath}" is no path to the next page. Write keys with dots between them, such as meta.next.` } };
      return { kind: 'cursor', path, parameter: without(s.cursorParameter), size };
    }
  }
}
