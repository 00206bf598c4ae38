import { t } from '../words/words.ts';

/** What is shown when the window cannot reach its engine at the start. */
export const Unconnected = ({ reason }: { readonly reason: string }) => (
  <main className="empty">
    <strong>{t('Millrace cannot reach its engine')}</strong>
    <p>{reason}</p>
    <p>{t('Close this window and start Millrace again. Unsaved work is kept.')}</p>
  </main>
);
