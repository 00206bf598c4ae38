import { ChevronRight } from 'lucide-react';
import { goBackTo } from '../state/component-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { t } from '../words/words.ts';

/** The flows that led to the one that is open, the outermost first; a click goes back. */
export function Trail() {
  const trail = useWorkbench((s) => s.trail);
  if (trail.length === 0) return null;
  return (
    <nav className="trail" aria-label={t('Flows around this component')} data-testid="trail">
      {trail.map((step, i) => (
        <span key={`${i} ${step.path}`}>
          <button type="button" className="crumb" title={t('Back to {path}', { path: step.path })} onClick={() => goBackTo(i)}>
            {step.title}
          </button>
          <ChevronRight aria-hidden="true" />
        </span>
      ))}
    </nav>
  );
}
