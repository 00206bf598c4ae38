import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { asksNetwork, restLabel, type RestRequest } from '../relation/rest-request.ts';
import { secretValue, withoutSecrets } from './secrets.ts';

/** What a service answered, with the address it came from. */
export interface RestAnswer {
  readonly url: URL;
  readonly text: string;
  /** The `Link` header, or null. */
  readonly link: string | null;
}

/** Statuses that pass by themselves. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Longest that a service may ask to be left alone, in seconds; a run that stands still for longer looks like one that hangs. */
const longestWait = 300;
const mostRedirects = 10;

/** Asks one service, again where that may help, and not faster than it is said to bear. */
export class RestClient {
  private readonly request: RestRequest;
  private readonly node: string | undefined;
  private readonly signal: AbortSignal;
  private readonly hasty: boolean;
  private next = 0;

  /** A `hasty` one asks a service that does not answer in time only once. */
  constructor(request: RestRequest, node: string | undefined, signal: AbortSignal, hasty = false) {
    this.hasty = hasty;
    this.request = request;
    this.node = node;
    this.signal = signal;
  }

  /** The answer at an address. Throws a DiagnosticError located at the node, or what the signal was aborted with. */
  async ask(url: URL): Promise<RestAnswer> {
    const credentials = this.credentials();
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.attempt(url, credentials);
      if ('text' in outcome) return outcome;
      if (!outcome.again) throw this.failure(outcome.told);
      if (attempt >= this.request.retries) throw this.failure(`${outcome.told}${attempt === 0 ? '' : `, ${attempt + 1} times in a row`}`);
      if ((outcome.after ?? 0) > longestWait) throw this.failure(`${outcome.told} and asks for ${Math.ceil(outcome.after!)} seconds of rest`);
      // Half of it by chance, so that several that were turned away do not come back together.
      const own = Math.min(60, 0.5 * 2 ** attempt) * (0.5 + Math.random() / 2);
      await this.wait(1000 * (outcome.after ?? own));
    }
  }

  /** A failure of the service in words of its own. */
  failure(told: string, param = 'url', code: Diagnostic['code'] = 'service-failed', advice = 'Check the address and the settings of this node, or try again later.'): DiagnosticError {
    return new DiagnosticError(problem(code, withoutSecrets(`${this.node === undefined ? '' : `Node "${this.node}": `}${restLabel(this.request)} ${told}. ${advice}`), { ...(this.node === undefined ? {} : { node: this.node }), param }));
  }

  private credentials(): Readonly<Record<string, string>> {
    const { auth } = this.request;
    if (auth === null) return {};
    const secret = secretValue(auth.secret, this.node);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(secret)) throw this.failure(`needs the secret "${auth.secret}", which holds a sign that no header can have`, 'secret', 'param-invalid', 'Set the environment variable again, without line breaks.');
    if (auth.kind === 'bearer') return { authorization: `Bearer ${secret}` };
    if (auth.kind === 'header') return { [auth.header.toLowerCase()]: secret };
    return { authorization: `Basic ${Buffer.from(`${auth.user}:${secret}`).toString('base64')}` };
  }

  private async attempt(from: URL, credentials: Readonly<Record<string, string>>): Promise<RestAnswer | { readonly told: string; readonly again: boolean; readonly after?: number }> {
    let url = from;
    let { method, body } = this.request;
    let timeout: AbortSignal | null = null;
    try {
      for (let hops = 0; ; hops += 1) {
        if (hops > mostRedirects) return { told: `sends from one address to the next, more than ${mostRedirects} times`, again: false };
        await this.pace();
        // Waiting for its turn is no part of the time a request may take.
        timeout = AbortSignal.timeout(1000 * this.request.timeout);
        // What the flow says to its own service is not told to another one.
        const own = url.origin === new URL(this.request.url).origin;
        const headers = { accept: 'application/json', ...(own ? { ...(body === null ? {} : { 'content-type': 'application/json' }), ...Object.fromEntries(this.request.headers.map((h) => [h.name.toLowerCase(), h.value])), ...credentials } : {}) };
        const answer = await fetch(url, { method, headers, redirect: 'manual', signal: AbortSignal.any([this.signal, timeout]), ...(body === null || !own ? {} : { body }) });
        const target = [301, 302, 303, 307, 308].includes(answer.status) ? answer.headers.get('location') : null;
        if (target !== null) {
          await answer.body?.cancel();
          const to = URL.canParse(target, url.href) ? new URL(target, url) : null;
          if (to === null || !/^https?:$/.test(to.protocol)) return { told: 'sends to an address that is none', again: false };
          if (answer.status === 303 || (method === 'POST' && answer.status < 303)) [method, body] = ['GET', null];
          if (body !== null && to.origin !== url.origin) return { told: `sends what is posted on to ${to.origin}, another server`, again: false };
          url = to;
          continue;
        }
        if (!answer.ok) {
          await answer.body?.cancel();
          const after = waitingTime(answer.headers.get('retry-after'));
          return { told: `answers ${answer.status}${answer.statusText === '' ? '' : ` (${answer.statusText})`}`, again: passing.has(answer.status), ...(after === null ? {} : { after }) };
        }
        return { url, text: (await answer.text()).replace(/^\uFEFF/, ''), link: answer.headers.get('link') };
      }
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof DiagnosticError) throw error;
      if (timeout?.aborted === true) return { told: `does not answer within ${this.request.timeout} s`, again: !this.hasty };
      const { cause } = error as { cause?: { code?: string; message?: string } };
      return { told: `cannot be reached (${cause?.code ?? cause?.message ?? (error as Error).message})`, again: asksNetwork(this.request) };
    }
  }

  /** Requests start at least so far apart as the rate says. */
  private async pace(): Promise<void> {
    const { perSecond } = this.request;
    if (perSecond === null) return;
    const now = performance.now();
    const start = Math.max(now, this.next);
    this.next = start + 1000 / perSecond;
    if (start > now) await this.wait(start - now);
  }

  private async wait(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.signal });
  }
}

/** Seconds that a `Retry-After` header asks for (RFC 9110): a number, or a time of day. */
export function waitingTime(header: string | null, now = Date.now()): number | null {
  if (header === null) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, (at - now) / 1000);
}
