import type { Preview } from '../../engine/api/contract.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { withQuestion } from '../../engine/chart/chart-question.ts';
import type { End } from '../../engine/document/document.ts';
import { flowRef } from './flow-ref.ts';
import { bridge } from './session.ts';
import { useWorkbench, workbench } from './workbench.ts';

const mostMarks = 20_000;

/** Runs a statement over a port, called `in1` in it, without changing the flow; what it gives is as exact as a preview of the port's step. */
export const askPort = (end: End, statement: string): Promise<Preview> => askPorts([end], statement);

/** Runs a statement over up to three ports, called `in1`, `in2` and `in3` in it. */
export async function askPorts(ends: readonly End[], statement: string): Promise<Preview> {
  const { document, catalog } = workbench();
  const asked = withQuestion(document, ends, statement, catalog.get('sql')?.version ?? 1);
  await nothingLoading();
  try {
    return await patiently(() => bridge().engine.preview({ ...flowRef(), document: asked.document, node: asked.node, port: 'out', rows: mostMarks }), 3);
  } catch (error) {
    // The person knows nothing of the step that was made for this.
    if (!(error instanceof DiagnosticError) || error.diagnostic.at.node !== asked.node) throw error;
    throw new DiagnosticError({ ...error.diagnostic, message: withoutStep(error.diagnostic.message, asked.node) });
  }
}

/** What a message says before it names the step, as a sentence. */
export function withoutStep(message: string, node: string): string {
  const said = message.split(new RegExp(`\\s*\\((?:"[^"]*" of )?node "${node}"\\)`))[0]!.trim();
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`;
}

/** Waits until the window's own previews are there: a look beside them would take their turn, or they its. */
const nothingLoading = (): Promise<void> =>
  new Promise((resolve) => {
    const isQuiet = () => Object.values(workbench().previews).every((slot) => slot.state !== 'loading');
    if (isQuiet()) return resolve();
    const stop = useWorkbench.subscribe(() => {
      if (!isQuiet()) return;
      stop();
      resolve();
    });
  });

/** Asks again when a look at another place took the turn. */
async function patiently<T>(ask: () => Promise<T>, times: number): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (times === 0 || !(error instanceof DiagnosticError) || error.diagnostic.code !== 'run-cancelled') throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await nothingLoading();
    return patiently(ask, times - 1);
  }
}
