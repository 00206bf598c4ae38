import { notify } from '../state/session.ts';
import { workbench } from '../state/workbench.ts';
import { errorReport } from '../ui/error-report.ts';
import { t } from '../words/words.ts';

/** Tells the person of errors that no part of the window caught, which else only the developer's console would show. */
export function startErrorNotices(): void {
  addEventListener('error', ({ error }) => tell(error as unknown));
  addEventListener('unhandledrejection', ({ reason }) => tell(reason as unknown));
}

let told = '';

function tell(error: unknown): void {
  // The browser's own remarks carry no error; Monaco ends what it no longer needs with one that is called like this.
  if (!(error instanceof Error) || error.name === 'Canceled') return;
  const report = errorReport({ part: 'An action', error, components: '', version: workbench().platform?.version ?? 'unknown', browser: navigator.userAgent });
  const text = t('Millrace made a mistake. The flow is intact; save it, and if something looks wrong, load the window again.');
  // One that comes back with every frame need not be told each time.
  if (report === told && workbench().notices.some((n) => n.text === text)) return;
  told = report;
  notify(text, 'danger', {
    title: t('Copy error report'),
    run: () => void navigator.clipboard.writeText(report).catch(() => notify(report)),
  });
}
