import { FolderInput, Globe, ShieldQuestion } from 'lucide-react';
import type { DiagnosticCode } from '../../engine/core/diagnostic-codes.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { allowNetwork } from '../state/allow-actions.ts';
import { change, useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { t } from '../words/words.ts';

/** What a person can allow that was refused, asking a server, running a script or using a folder outside the project, and nothing for other trouble; `then` comes after a server is allowed. */
export function WayOut({ problem, then }: { readonly problem: unknown; readonly then?: () => void }) {
  const network = useWorkbench((s) => s.network);
  const code = codeOf(problem);
  if (code === 'script-untrusted') {
    return (
      <Button size="small" icon={<ShieldQuestion />} onClick={() => change({ dialog: 'trust' })} data-testid="read-scripts">
        {t('Read the script')}
      </Button>
    );
  }
  if (code === 'path-untrusted') {
    return (
      <Button size="small" icon={<FolderInput />} onClick={() => change({ dialog: 'outside' })} data-testid="look-outside">
        {t('Look at the folder')}
      </Button>
    );
  }
  if (network || code !== 'network-unasked') return null;
  const allow = () => {
    allowNetwork(true);
    then?.();
  };
  return (
    <Button size="small" icon={<Globe />} onClick={allow} data-testid="allow-servers">
      {t('Allow asking servers')}
    </Button>
  );
}

const codeOf = (problem: unknown): DiagnosticCode | undefined => (problem instanceof DiagnosticError ? problem.diagnostic : (problem as Partial<Diagnostic> | null))?.code;
