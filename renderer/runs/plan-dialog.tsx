import './plan.css';
import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FlowExplanation } from '../../engine/api/contract.ts';
import { revealNode } from '../canvas/canvas-view.ts';
import { select } from '../state/edit-actions.ts';
import { flowRef } from '../state/flow-ref.ts';
import { bridge, failureText, notify } from '../state/session.ts';
import { change, nodeTitle, selectedNode, useWorkbench, workbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SegmentedControl } from '../ui/segmented-control.tsx';
import { rich } from '../words/rich.tsx';
import { t, type Text } from '../words/words.ts';

type Statement = FlowExplanation['statements'][number];
type Answer = { readonly plan: FlowExplanation } | { readonly failure: string } | null;

/** What a run would do: its statements, why each is one of its own, and what is not read. Nothing is run. */
export function PlanDialog() {
  const open = useWorkbench((s) => s.dialog === 'plan');
  return (
    <Dialog open={open} onClose={close} title={t('What a run does')} note={t('Steps are fused into as few statements as they can be. Nothing is run for this page.')} width={760}>
      {open ? <Plan /> : null}
    </Dialog>
  );
}

const close = () => change({ dialog: null });

function Plan() {
  const [node] = useState(() => selectedNode(workbench()));
  const [scope, setScope] = useState<'all' | 'node'>('all');
  const [answer, setAnswer] = useState<Answer>(null);
  const to = scope === 'node' ? node : null;
  useEffect(() => {
    let current = true;
    bridge()
      .engine.explain({ ...flowRef(), ...(to === null ? {} : { to }) })
      .then(
        (plan) => current && setAnswer({ plan }),
        (error: unknown) => current && setAnswer({ failure: failureText(error) }),
      );
    return () => {
      current = false;
    };
  }, [to]);
  return (
    <div className="plan" data-testid="plan">
      {node === null ? null : (
        <SegmentedControl
          label={t('Which run')}
          options={[
            { value: 'all', label: t('The whole flow') },
            { value: 'node', label: t('To {node}', { node: nodeTitle(workbench(), node) }) },
          ]}
          value={scope}
          onChange={(next) => {
            setAnswer(null);
            setScope(next);
          }}
        />
      )}
      {answer === null ? <p className="muted">{t('Planning…')}</p> : 'failure' in answer ? <p className="plan-failure">{answer.failure}</p> : <Explained plan={answer.plan} whole={to === null} />}
    </div>
  );
}

function Explained({ plan, whole }: { readonly plan: FlowExplanation; readonly whole: boolean }) {
  const unread = plan.sources.filter((s) => s.unreadColumns.length > 0 || s.filters.length > 0);
  return (
    <>
      {plan.statements.length === 0 ? <p className="muted">{whole ? t('A run would do nothing: the flow writes nothing. Add a sink, or choose a node and look at the run to it.') : t('A run to this node needs no statement that writes or keeps rows; its rows are read as they are looked at.')}</p> : null}
      <ol className="plan-list">
        {plan.statements.map((statement, i) => (
          <li key={i}>
            <StatementView statement={statement} place={i + 1} />
          </li>
        ))}
      </ol>
      {unread.length > 0 ? (
        <section aria-label={t('What is not read')}>
          <h3>{t('What is not read')}</h3>
          <ul className="plan-notes">
            {unread.map((source) => (
              <li key={`${source.node}.${source.port}`}>
                <NodeLink id={source.node} />
                {source.unreadColumns.length > 0 ? (
                  <span>
                    {' '}
                    {rich('reads {count|column|columns}; nothing needs {unread}.', { count: source.columns.length, unread: <code>{source.unreadColumns.join(', ')}</code> })}
                  </span>
                ) : null}
                {source.filters.length > 0 ? <span> {t('Rows are tested first by {nodes}.', { nodes: source.filters.map((f) => nodeTitle(workbench(), f)).join(', ') })}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {plan.unreadPorts.length > 0 ? (
        <p className="muted">
          {t('Rows that nothing asks for: {ports}.', { ports: plan.unreadPorts.map((port) => `${nodeTitle(workbench(), port.split('.')[0]!)} (${port.split('.')[1]})`).join(', ') })}
        </p>
      ) : null}
      {plan.idleNodes.length > 0 ? <p className="muted">{t('In no statement: {nodes}.', { nodes: plan.idleNodes.map((id) => nodeTitle(workbench(), id)).join(', ') })}</p> : null}
    </>
  );
}

const headings = { keep: 'Keep the rows of {node}', gate: 'Test the rules of {node}', write: 'Write {node}', load: 'Load into {node}' } as const satisfies Readonly<Record<Statement['kind'], Text>>;

function StatementView({ statement, place }: { readonly statement: Statement; readonly place: number }) {
  const copy = () => navigator.clipboard.writeText(statement.sql).then(() => notify(t('The statement is copied.')), () => notify(t('The clipboard did not take the statement. Allow this page to use it.'), 'danger'));
  return (
    <article className="plan-statement">
      <h3>
        <span className="plan-place">{place}</span> {rich(headings[statement.kind], { node: <NodeLink id={statement.node} /> })}
      </h3>
      <p className="muted">{sentence(statement.because)}</p>
      <p className="plan-nodes">
        {statement.nodes.map((id) => (
          <NodeLink key={id} id={id} chip />
        ))}
      </p>
      <details>
        <summary>SQL</summary>
        <pre tabIndex={0}>{statement.sql}</pre>
        <Button size="small" icon={<Copy />} onClick={() => void copy()}>
          {t('Copy')}
        </Button>
      </details>
    </article>
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

function NodeLink({ id, chip = false }: { readonly id: string; readonly chip?: boolean }) {
  const go = () => {
    close();
    select({ nodes: [id] });
    // The dialog gives the focus back first.
    setTimeout(() => revealNode(id), 0);
  };
  return (
    <button type="button" className={chip ? 'plan-chip' : 'link-button'} onClick={go}>
      {nodeTitle(workbench(), id)}
    </button>
  );
}
