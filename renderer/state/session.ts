import type { Bridge } from '../bridge/bridge.ts';
import { DiagnosticError, problem, type Diagnostic } from '../../engine/core/diagnostic.ts';
import { change, workbench, type Notice } from './workbench.ts';
import { t } from '../words/words.ts';

let current: Bridge | null = null;

export const attachBridge = (bridge: Bridge): void => {
  current = bridge;
};

/** The way out of the window; asking before the start is a bug. */
export function bridge(): Bridge {
  if (!current) throw new Error('The window is not connected yet.');
  return current;
}

let count = 0;

export function notify(text: string, tone: Notice['tone'] = 'info', action: Notice['action'] = null): void {
  const notice = { id: ++count, tone, text, action };
  change({ notices: [...workbench().notices.slice(-3), notice] });
  if (tone === 'info') setTimeout(() => dismiss(notice.id), 6000);
}

export const dismiss = (id: number): void => change({ notices: workbench().notices.filter((n) => n.id !== id) });

/** What a failed call says; a bug keeps its own text so that it can be reported. */
export function failureText(error: unknown): string {
  if (error instanceof DiagnosticError) return error.diagnostic.message;
  return t('Millrace made a mistake: {error}. The flow is intact; please report this text.', { error: error instanceof Error ? error.message : String(error) });
}

export const failureDiagnostic = (error: unknown, node: string): Diagnostic =>
  error instanceof DiagnosticError ? error.diagnostic : problem('run-failed', failureText(error), { node });
