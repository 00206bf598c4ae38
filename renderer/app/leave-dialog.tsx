import { save } from '../state/file-actions.ts';
import { flowTitle } from '../state/flow-title.ts';
import { bridge } from '../state/session.ts';
import { change, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { t } from '../words/words.ts';

/** Asks what becomes of unsaved changes before another flow takes their place. */
export function LeaveDialog() {
  const leaving = useWorkbench((s) => s.leaving);
  const close = () => change({ leaving: null });
  const go = () => {
    close();
    leaving?.();
  };
  const discard = () => {
    void bridge().os.autosave({ path: workbench().path, text: null });
    go();
  };
  return (
    <Dialog
      open={leaving !== null}
      onClose={close}
      title={t('Save the changes to {flow}?', { flow: flowTitle(workbench()).flow })}
      width={440}
      footer={
        <>
          <Button onClick={close}>{t('Stay here')}</Button>
          <Button onClick={discard}>{t('Discard changes')}</Button>
          <Button variant="primary" onClick={() => void save().then((saved) => (saved ? go() : close()))}>
            {t('Save')}
          </Button>
        </>
      }
    >
      <p className="muted">{t('Changes that are not saved are lost when another flow is opened here.')}</p>
    </Dialog>
  );
}
