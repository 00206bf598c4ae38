import { discardRecovered, restoreRecovered } from '../state/file-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { t } from '../words/words.ts';

/** Offers unsaved work that was left when Millrace last ended. */
export function RecoveryBar() {
  const offered = useWorkbench((s) => s.recovered !== null);
  if (!offered) return null;
  return (
    <div className="bar" role="alert" data-testid="recovery">
      <span>{t('This flow has changes from last time that were not saved.')}</span>
      <span className="spacer" />
      <Button size="small" variant="primary" onClick={restoreRecovered}>
        {t('Restore them')}
      </Button>
      <Button size="small" onClick={discardRecovered}>
        {t('Keep the saved flow')}
      </Button>
    </div>
  );
}
