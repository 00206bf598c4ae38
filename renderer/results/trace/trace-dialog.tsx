import { useEffect, useState, type ReactNode } from 'react';
import './trace.css';
import type { Followed, Trace } from '../../../engine/api/contract.ts';
import type { Schema } from '../../../engine/core/schema.ts';
import { WayOut } from '../../problems/way-out.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { t } from '../../words/words.ts';

type Way = 'back' | 'forward';

export interface TraceDialogProps {
  readonly trace: () => Promise<Trace>;
  readonly follow: () => Promise<Followed>;
  /** Nobody waits for the answer any more. */
  readonly giveUp: (question: 'trace' | 'follow') => void;
  readonly explain: (error: unknown) => string;
  readonly onNode: (node: string) => void;
  readonly onClose: () => void;
}

/** A question, told from the same one asked again. */
interface Asking {
  readonly way: Way;
}

type Answer = { readonly asking: Asking; readonly found: { readonly back: Trace } | { readonly forward: Followed } | { readonly failure: unknown } };

/** Where a row comes from: source rows and the steps on the way; or what became of it. */
export function TraceDialog({ trace, follow, giveUp, explain, onNode, onClose }: TraceDialogProps) {
  const [asking, setAsking] = useState<Asking>({ way: 'back' });
  const { way } = asking;
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let current = true;
    const ask = asking.way === 'back' ? trace().then((back) => ({ back })) : follow().then((forward) => ({ forward }));
    ask.then(
      (found) => current && setAnswer({ asking, found }),
      (error: unknown) => current && setAnswer({ asking, found: { failure: error } }),
    );
    return () => {
      current = false;
      giveUp(asking.way === 'back' ? 'trace' : 'follow');
    };
  }, [asking, trace, follow, giveUp]);
  const found = answer?.asking === asking ? answer.found : null;
  return (
    <Dialog open onClose={onClose} title={t('Trace of a row')} width={760} note={t('Computed from all rows, without writing anything.')}>
      <div className="trace" data-testid="trace">
        <SegmentedControl
          label={t('Direction')}
          value={way}
          options={[
            { value: 'back', label: t('Where it comes from') },
            { value: 'forward', label: t('What became of it') },
          ]}
          onChange={(next) => setAsking({ way: next as Way })}
        />
        {found === null ? <p className="muted">{t('Following the row…')}</p> : null}
        {found && 'failure' in found ? (
          <>
            <p className="field-problem">{explain(found.failure)}</p>
            <WayOut problem={found.failure} then={() => setAsking({ way })} />
          </>
        ) : null}
        {found && 'back' in found ? <Back trace={found.back} onNode={onNode} /> : null}
        {found && 'forward' in found ? <Forward followed={found.forward} onNode={onNode} /> : null}
      </div>
    </Dialog>
  );
}

function Back({ trace, onNode }: { readonly trace: Trace; readonly onNode: (node: string) => void }) {
  return (
    <>
      <TheRow schema={trace.schema} values={trace.values} />
      {trace.equalRows > 1 ? <p className="muted">{t('{count} rows here are equal; their sources are shown together.', { count: trace.equalRows })}</p> : null}
      {trace.sources.map((s) => (
        <Part key={s.node} node={s.node} title={s.title} note={[s.path ?? '', t('{count|row|rows}', { count: s.total }), s.why ?? ''].filter(Boolean).join(' · ')} onNode={onNode}>
          <Rows columns={[t('row'), ...s.columns]} rows={s.rows.map((r) => [`${r.file === null || r.file === s.path ? '' : `${r.file}:`}${r.row}`, ...r.values])} />
          {s.total > s.rows.length ? <p className="muted">{t('The first {count} of them.', { count: s.rows.length })}</p> : null}
        </Part>
      ))}
      <h3>{t('On the way')}</h3>
      <ol className="trace-steps">
        {trace.steps.map((step) => (
          <li key={step.node}>
            <button type="button" className="link-button" onClick={() => onNode(step.node)}>
              {step.title}
            </button>
            <span className="muted"> {step.expressions.length > 0 ? '' : step.caption}</span>
            {step.expressions.map((e) => (
              <code key={e}>{e}</code>
            ))}
          </li>
        ))}
      </ol>
      <Remarks remarks={trace.remarks} />
    </>
  );
}

function Forward({ followed, onNode }: { readonly followed: Followed; readonly onNode: (node: string) => void }) {
  return (
    <>
      <TheRow schema={followed.schema} values={followed.values} />
      {followed.reached.length === 0 ? <p className="muted">{t('No later step reads this row.')}</p> : null}
      {followed.reached.map((r) => (
        <Part key={`${r.node}.${r.port}`} node={r.node} title={r.title} note={`${r.port} · ${r.total === 0 ? t('not there') : t('{count|row|rows}', { count: r.total })}`} onNode={onNode}>
          {r.rows.length > 0 ? <Rows columns={r.columns} rows={r.rows} /> : null}
        </Part>
      ))}
      <Remarks remarks={followed.remarks} />
    </>
  );
}

const TheRow = ({ schema, values }: { readonly schema: Schema; readonly values: readonly (string | null)[] }) => <Rows columns={schema.map((c) => c.name)} rows={[values]} />;

const Part = ({ node, title, note, onNode, children }: { readonly node: string; readonly title: string; readonly note: string; readonly onNode: (node: string) => void; readonly children: ReactNode }) => (
  <section aria-label={title}>
    <h3>
      <button type="button" className="link-button" onClick={() => onNode(node)}>
        {title}
      </button>
      <span className="muted"> {note}</span>
    </h3>
    {children}
  </section>
);

const Remarks = ({ remarks }: { readonly remarks: readonly { readonly node: string; readonly text: string }[] }) =>
  remarks.map((r) => (
    <p key={r.node + r.text} className="muted">
      {r.text}
    </p>
  ));

const Rows = ({ columns, rows }: { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] }) => (
  <div className="trace-rows" role="group" aria-label={t('Rows')} tabIndex={0}>
    <table>
      <thead>
        <tr>
          {columns.map((c, i) => (
            <th key={i}>{c}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((r, i) => (
          <tr key={i}>
            {r.map((v, c) => (
              <td key={c}>{v ?? <em>null</em>}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
