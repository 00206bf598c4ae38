import { change, useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { t } from '../words/words.ts';

/** Says that the open flow names files outside its project, which wait until the person allows them. */
export function OutsideBar() {
  const count = useWorkbench((s) => new Set((s.check?.diagnostics ?? []).filter((d) => d.code === 'path-untrusted').map((d) => d.at.node)).size);
  if (count === 0) return null;
  return (
    <div className="bar" role="status" data-testid="outside-bar">
      <span>{t('{count|node uses|nodes use} files outside this project. Nothing there is read or written before you allow it.', { count })}</span>
      <span className="spacer" />
      <Button size="small" variant="primary" onClick={() => change({ dialog: 'outside' })} data-testid="outside-open">
        {t('Look at the folders')}
      </Button>
    </div>
  );
}
