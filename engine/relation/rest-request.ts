/** What is asked of a web service. What opens it is named, never held: `secret` is the name of a secret. */
export interface RestRequest {
  /** An http or https address, or a `data:` address that holds the answer itself. */
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
  readonly headers: readonly NameAndText[];
  readonly query: readonly NameAndText[];
  readonly auth: RestAuth | null;
  readonly paging: RestPaging;
  /** Where the rows lie in an answer. */
  readonly rows: JsonPath;
  /** Most pages; more is an error, never a cut. */
  readonly mostPages: number;
  /** How often one page is asked for again. */
  readonly retries: number;
  /** Requests per second; as fast as answers come when null. */
  readonly perSecond: number | null;
  /** Seconds that one request may take. */
  readonly timeout: number;
}

export interface NameAndText {
  readonly name: string;
  readonly value: string;
}

export type RestAuth =
  | { readonly kind: 'bearer'; readonly secret: string }
  | { readonly kind: 'basic'; readonly secret: string; readonly user: string }
  | { readonly kind: 'header'; readonly secret: string; readonly header: string };

/** How one page leads to the next. */
export type RestPaging =
  | { readonly kind: 'none' }
  /** Counts pages, or rows, in a parameter of the address, until a page has no rows. */
  | { readonly kind: 'page' | 'offset'; readonly parameter: string; readonly first: number; readonly size: NameAndText | null }
  /** What the answer holds at `path` is the parameter of the next request, or its address when `parameter` is null. */
  | { readonly kind: 'cursor'; readonly path: JsonPath; readonly parameter: string | null; readonly size: NameAndText | null }
  /** The `Link` header names the next page (RFC 8288). */
  | { readonly kind: 'link' };

/** Keys of objects and places in arrays, from the outside in. */
export type JsonPath = readonly (string | number)[];

/** Reads a path such as `$.data.items`, `data["odd name"][0]`, or `$` for the whole; null where it is none. */
export function readJsonPath(text: string): JsonPath | null {
  const steps: (string | number)[] = [];
  const step = /\.?([^.[\]"\s]+)|\.?"((?:[^"\\]|\\.)*)"|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  let rest = text.trim();
  rest = rest.startsWith('$') ? rest.slice(1) : rest;
  while (step.lastIndex < rest.length) {
    const found = step.exec(rest);
    if (!found) return null;
    const [, plain, quoted, place, bracketed] = found;
    try {
      if (plain !== undefined) steps.push(plain);
      else if (place !== undefined) steps.push(Number(place));
      else steps.push(JSON.parse(bracketed ?? `"${quoted}"`) as string);
    } catch {
      return null;
    }
  }
  return steps;
}

/** A path as it is written in a setting. */
export const jsonPathText = (path: JsonPath): string => `$${path.map((s) => (typeof s === 'number' ? `[${s}]` : /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(s) ? `.${s}` : `[${JSON.stringify(s)}]`)).join('')}`;

/** Whether the network is needed for it. */
export const asksNetwork = (request: Pick<RestRequest, 'url'>): boolean => !/^data:/i.test(request.url);

/** The service as a person calls it: what stands behind a question mark may be nobody else's business. */
export const restLabel = ({ url }: Pick<RestRequest, 'url'>): string => (/^data:/i.test(url) ? 'the answer in the address' : url.split(/[?#]/)[0]!);
