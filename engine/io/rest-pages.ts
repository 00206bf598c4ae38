import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { jsonPathText, type NameAndText, type RestRequest } from '../relation/rest-request.ts';
import { itemsOf, onOneLine, textAt } from './json-text.ts';
import { RestClient, type RestAnswer } from './rest-client.ts';

/** The rows of a service page by page, each row as one line of JSON; a `hasty` reader asks a service that does not answer only once. Throws DiagnosticErrors located at the node. */
export async function* restPages(request: RestRequest, node: string | undefined, signal: AbortSignal, hasty = false): AsyncGenerator<readonly string[]> {
  const client = new RestClient(request, node, signal, hasty);
  const seen = new Set<string>();
  let url: URL | null = firstAddress(request);
  let rowsBefore = 0;
  for (let page = 1; url !== null; page += 1) {
    if (page > request.mostPages) throw client.failure(`has more than ${request.mostPages} pages`, 'mostPages', 'page-limit', 'Raise the limit if that is right; nothing was taken of what was read.');
    if (seen.has(url.href)) throw client.failure(`names page ${page} with an address that was read before, so its pages have no end`, 'paging', 'service-answer', 'Check how its pages follow each other.');
    seen.add(url.href);
    const answer: RestAnswer = await client.ask(url);
    const rows = rowsOf(request, answer, client, page);
    rowsBefore += rows.length;
    yield rows;
    url = nextAddress(request, answer, url, { page, rows: rows.length, rowsBefore }, client);
  }
}

/** Writes all rows into a file, which is there only when it is whole. */
export async function writeRestRows(request: RestRequest, node: string, target: string, signal: AbortSignal, hasty = false): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  async function* lines(): AsyncGenerator<string> {
    for await (const rows of restPages(request, node, signal, hasty)) if (rows.length > 0) yield `${rows.join('\n')}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(`${target}.part`), { signal });
  await rename(`${target}.part`, target);
}

function rowsOf(request: RestRequest, { text }: RestAnswer, client: RestClient, page: number): readonly string[] {
  const which = page === 1 ? '' : ` on page ${page}`;
  try {
    JSON.parse(text);
  } catch {
    throw client.failure(`gives something that is no JSON${which}`, 'url', 'service-answer');
  }
  const found = textAt(text, request.rows);
  const path = jsonPathText(request.rows);
  if (found === null) throw client.failure(`gives nothing at ${path}${which}`, 'rows', 'service-answer', 'Say where in the answer the rows are.');
  const items = found.startsWith('[') ? itemsOf(found) : found.startsWith('{') ? [found] : null;
  if (items === null) throw client.failure(`gives no list of rows at ${path}${which} but a single value`, 'rows', 'service-answer', 'Say where in the answer the rows are.');
  const other = items.findIndex((item) => !item.startsWith('{'));
  if (other !== -1) throw client.failure(`gives a list at ${path}${which} whose item ${other + 1} is no object`, 'rows', 'service-answer', 'Only objects are rows; say where they are.');
  return items.map(onOneLine);
}

const withParameters = (url: URL, given: readonly (NameAndText | null)[]): URL => {
  const next = new URL(url);
  for (const parameter of given) if (parameter !== null) next.searchParams.set(parameter.name, parameter.value);
  return next;
};

function firstAddress({ url, query, paging }: RestRequest): URL {
  const first = new URL(url);
  for (const { name, value } of query) first.searchParams.append(name, value);
  if (paging.kind === 'page' || paging.kind === 'offset') return withParameters(first, [{ name: paging.parameter, value: String(paging.first) }, paging.size]);
  return paging.kind === 'cursor' ? withParameters(first, [paging.size]) : first;
}

function nextAddress(request: RestRequest, answer: RestAnswer, url: URL, read: { readonly page: number; readonly rows: number; readonly rowsBefore: number }, client: RestClient): URL | null {
  const { paging } = request;
  switch (paging.kind) {
    case 'none':
      return null;
    // A page may hold fewer rows than were asked for and not be the last, so only one without rows ends it.
    case 'page':
      return read.rows === 0 ? null : withParameters(url, [{ name: paging.parameter, value: String(paging.first + read.page) }]);
    case 'offset':
      return read.rows === 0 ? null : withParameters(url, [{ name: paging.parameter, value: String(paging.first + read.rowsBefore) }]);
    case 'cursor': {
      const found = textAt(answer.text, paging.path);
      if (found === null || found === 'null' || found === 'false' || found === '""') return null;
      if (/^[[{]/.test(found)) throw client.failure(`gives no text or number at ${jsonPathText(paging.path)}`, 'cursorPath', 'service-answer', 'Say where in the answer the next page is named.');
      const cursor = found.startsWith('"') ? (JSON.parse(found) as string) : found;
      return paging.parameter === null ? addressOf(cursor, answer.url, client) : withParameters(url, [{ name: paging.parameter, value: cursor }]);
    }
    case 'link': {
      const target = nextLink(answer.link ?? '');
      return target === null ? null : addressOf(target, answer.url, client);
    }
  }
}

function addressOf(text: string, from: URL, client: RestClient): URL {
  const url = URL.canParse(text, from.href) ? new URL(text, from) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw client.failure('names a next page that is no address', 'paging', 'service-answer', 'Check how its pages follow each other.');
  return url;
}

/** The address that a `Link` header (RFC 8288) gives for `rel=next`. */
export function nextLink(header: string): string | null {
  for (const [, target, attributes] of header.matchAll(/<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))?)*)/g)) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(attributes!);
    if ((rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/).includes('next')) return target!;
  }
  return null;
}
