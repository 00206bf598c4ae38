import { useShallow } from 'zustand/react/shallow';
import { followRename, renameToOffer } from '../state/rename-actions.ts';
import { nodeTitle, useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { rich } from '../words/rich.tsx';
import { t } from '../words/words.ts';

/** Offers that later steps follow a column that was renamed. */
export function RenameOffer({ node }: { readonly node: string }) {
  const rename = useWorkbench(useShallow((s) => renameToOffer(s, node)));
  const title = useWorkbench((s) => (rename === null ? '' : nodeTitle(s, rename.node)));
  if (rename === null) return null;
  const names = { from: <code>{rename.from}</code>, to: <code>{rename.to}</code> };
  return (
    <div className="rename-offer" role="status" data-testid="rename-offer">
      <p>
        {rename.node === node ? rich('You renamed {from} to {to}; later steps still use the old name.', names) : rich('“{title}” renamed {from} to {to}; later steps still use the old name.', { title, ...names })}
      </p>
      <Button size="small" onClick={() => void followRename(rename)}>
        {t('Rename it there too')}
      </Button>
    </div>
  );
}
