import { useShallow } from 'zustand/react/shallow';
import { followRename, renameToOffer } from '../state/rename-actions.ts';
import { nodeTitle, useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';

/** Offers that later steps follow a column that was renamed. */
export function RenameOffer({ node }: { readonly node: string }) {
  const rename = useWorkbench(useShallow((s) => renameToOffer(s, node)));
  const title = useWorkbench((s) => (rename === null ? '' : nodeTitle(s, rename.node)));
  if (rename === null) return null;
  return (
    <div className="rename-offer" role="status" data-testid="rename-offer">
      <p>
        {rename.node === node ? 'You renamed' : `“${title}” renamed`} <code>{rename.from}</code> to <code>{rename.to}</code>; later steps still use the old name.
      </p>
      <Button size="small" onClick={() => void followRename(rename)}>
        Rename it there too
      </Button>
    </div>
  );
}
