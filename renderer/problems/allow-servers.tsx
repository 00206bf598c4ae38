import { Globe } from 'lucide-react';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { allowNetwork } from '../state/network-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';

/** The way out of a refusal to ask a server, and nothing for other trouble; `then` comes after it. */
export function AllowServers({ problem, then }: { readonly problem: unknown; readonly then?: () => void }) {
  const network = useWorkbench((s) => s.network);
  if (network || !isUnasked(problem)) return null;
  const allow = () => {
    allowNetwork(true);
    then?.();
  };
  return (
    <Button size="small" icon={<Globe />} onClick={allow} data-testid="allow-servers">
      Allow asking servers
    </Button>
  );
}

const isUnasked = (problem: unknown): boolean => (problem instanceof DiagnosticError ? problem.diagnostic : (problem as Partial<Diagnostic> | null))?.code === 'network-unasked';
