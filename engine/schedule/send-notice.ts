import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { warning, type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import type { Notification } from '../document/schedules.ts';
import { secretValue, withoutSecrets } from '../io/secrets.ts';
import type { RunNotice } from './run-notice.ts';

/** How long a receiver may take, and how long is waited before it is asked again, in milliseconds. */
export const patience = { answer: 15_000, again: [2_000, 15_000] as readonly number[] };

/** Statuses that pass by themselves. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Tells one receiver of a run; a webhook is asked again where that may help. Gives a warning where it could not be told, which changes nothing of the run. */
export async function sendNotice(to: Notification, notice: RunNotice, folder: string, signal: AbortSignal, times: typeof patience = patience): Promise<Diagnostic | null> {
  const text = JSON.stringify(notice);
  const failed = (who: string, why: string, advice: string): Diagnostic => warning('notify-failed', withoutSecrets(`Schedule "${notice.schedule}": ${who} was not told of its run (${why}). ${advice}`));
  if ('log' in to) {
    try {
      const file = resolve(folder, to.log);
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, `${text}\n`);
      return null;
    } catch (error) {
      return failed(to.log, (error as NodeJS.ErrnoException).code ?? String(error), 'Make the file writable, or name another one.');
    }
  }
  // The path of a webhook is often what lets one in.
  const who = new URL(to.webhook).host;
  let headers: Record<string, string>;
  try {
    headers = { 'content-type': 'application/json', ...(to.secret === undefined ? {} : { authorization: `Bearer ${bearer(to.secret)}` }) };
  } catch (error) {
    if (error instanceof DiagnosticError) return failed(who, 'its secret cannot be used', error.diagnostic.message);
    throw error;
  }
  for (let attempt = 0; ; attempt++) {
    const outcome = await post(to.webhook, text, headers, times.answer, signal);
    if (outcome === null) return null;
    const pause = times.again[attempt];
    if (!outcome.again || pause === undefined || signal.aborted) return failed(who, `${outcome.why}${attempt === 0 ? '' : `, ${attempt + 1} times in a row`}`, 'Check the address and who answers there.');
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

function bearer(name: string): string {
  const secret = secretValue(name, undefined, 'notify');
  if (!/^[\x21-\x7e]+$/.test(secret)) throw new DiagnosticError(warning('notify-failed', `The secret "${name}" holds a sign that no header can have. Set it again, without spaces and line breaks.`));
  return secret;
}

/** Null when the receiver took it. Redirects are not followed: what is told is meant for one address. */
async function post(url: string, body: string, headers: Record<string, string>, longest: number, signal: AbortSignal): Promise<{ readonly why: string; readonly again: boolean } | null> {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(longest)]) });
    await answer.body?.cancel();
    if (answer.ok) return null;
    return { why: answer.status >= 300 && answer.status < 400 ? `it sends on to another address, status ${answer.status}` : `it answers with status ${answer.status}`, again: passing.has(answer.status) };
  } catch (error) {
    const { name, cause } = error as Error & { readonly cause?: { readonly code?: string } };
    return { why: name === 'TimeoutError' ? `no answer within ${longest / 1000} s` : (cause?.code ?? name), again: name !== 'AbortError' };
  }
}
