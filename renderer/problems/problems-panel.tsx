import './problems.css';
import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { revealNode } from '../canvas/canvas-view.ts';
import { followRename, renameBehind } from '../state/rename-actions.ts';
import { focusSetting, setParam } from '../state/edit-actions.ts';
import { change, nodeTitle, useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { WayOut } from './way-out.tsx';
import { listProblems } from './list-problems.ts';
import { t } from '../words/words.ts';

const icons = { error: CircleAlert, warning: TriangleAlert, info: Info } as const;

const severities = { error: 'Error', warning: 'Warning', info: 'Note##severity' } as const;

/** Every diagnostic of the flow; one click leads to the node and the setting. */
export function ProblemsPanel() {
  const problems = useWorkbench(listProblems);
  return (
    <div className="problems" data-testid="problems-list">
      <div className="problems-head">
        <h2>{t('Problems')}</h2>
        <span className="muted">{problems.length === 0 ? t('none') : problems.length}</span>
        <span className="spacer" />
        <IconButton label={t('Close problems')} size="small" onClick={() => change({ problemsOpen: false })}>
          <X />
        </IconButton>
      </div>
      {problems.length === 0 ? (
        <div className="empty">{t('The flow has no problems. It is ready to run.')}</div>
      ) : (
        <ul className="problems-list" aria-label={t('Problems')}>
          {problems.map((d, i) => (
            <ProblemRow key={`${d.code}/${d.at.node}/${d.at.param}/${i}`} problem={d} />
          ))}
        </ul>
      )}
    </div>
  );
}

function ProblemRow({ problem }: { readonly problem: Diagnostic }) {
  const { node, param } = problem.at;
  const title = useWorkbench((s) => (node !== undefined && Object.hasOwn(s.document.nodes, node) ? nodeTitle(s, node) : null));
  const Icon = icons[problem.severity];
  const go = () => {
    if (node === undefined || title === null) return;
    focusSetting(node, param ?? null);
    revealNode(node, false);
  };
  const fix = problem.replacement;
  const rename = useWorkbench(useShallow((s) => renameBehind(s, problem)));
  return (
    <li className="problem" data-severity={problem.severity}>
      <button type="button" className="problem-main" onClick={go} aria-label={`${t(severities[problem.severity])}: ${problem.message}`}>
        <Icon aria-hidden="true" />
        <span className="problem-text">{problem.message}</span>
        {title === null ? null : <span className="problem-node">{title}</span>}
        <code className="problem-code">{problem.code}</code>
      </button>
      {rename ? (
        <Button size="small" onClick={() => void followRename(rename)}>
          {t('Use {name}', { name: rename.to })}
        </Button>
      ) : fix && node !== undefined && title !== null ? (
        <Button size="small" onClick={() => setParam(node, fix.param, fix.value)}>
          {fix.title}
        </Button>
      ) : (
        <WayOut problem={problem} />
      )}
    </li>
  );
}
