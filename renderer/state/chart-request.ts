import type { Preview } from '../../engine/api/contract.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { withQuestion } from '../../engine/chart/chart-question.ts';
import type { End } from '../../engine/document/document.ts';
import { flowRef } from './flow-ref.ts';
import { nothingLoading, patiently } from './ask-patiently.ts';
import { questionTurns } from './question-turns.ts';
import { bridge } from './session.ts';
import { workbench } from './workbench.ts';

const mostMarks = 20_000;

/** Runs the statement of a chart over a port, called `in1` in it, without changing the flow; what it gives is as exact as a preview of the port's step. A newer one takes its place. */
export const askChart = (end: End, statement: string): Promise<Preview> => askPorts([end], statement, 'chart');

/** Runs a statement over up to three ports, called `in1`, `in2` and `in3` in it; one for the same `purpose` that is under way is given up. */
export const askPorts = (ends: readonly End[], statement: string, purpose: string | null = null): Promise<Preview> => questionTurns.take(purpose, (isWanted) => answerOf(ends, statement, isWanted));

async function answerOf(ends: readonly End[], statement: string, isWanted: () => boolean): Promise<Preview> {
  const { document, catalog } = workbench();
  const asked = withQuestion(document, ends, statement, catalog.get('sql')?.version ?? 1);
  await nothingLoading();
  try {
    return await patiently(() => bridge().engine.preview({ ...flowRef(), document: asked.document, node: asked.node, port: 'out', rows: mostMarks, profile: false }), isWanted);
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
