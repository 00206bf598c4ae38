import { useState, type FormEvent, type ReactNode } from 'react';
import type { ColumnProfile } from '../../../engine/api/contract.ts';
import { rich } from '../../words/rich.tsx';
import { typeChoices } from '../../inspector/form/duckdb-types.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-figures.ts';
import type { CellColumn } from '../cell-table.ts';
import type { CleanStep } from '../clean-step.ts';
import { histogramRanges } from '../histogram-ranges.ts';
import { percent } from '../profile-text.ts';
import { isNestedKind, isNumberKind } from '../type-kind.ts';
import { t } from '../../words/words.ts';

type OnStep = (step: CleanStep) => void;

/** What can become of one value of a column: each is a step put into the flow. */
export function ValueSteps({ column, value, onStep }: { readonly column: CellColumn; readonly value: string | null; readonly onStep: OnStep }) {
  const at = { column: column.name, type: column.type };
  if (isNestedKind(column.kind)) return null;
  return (
    <div className="column-steps">
      <Button size="small" onClick={() => onStep({ ...at, kind: 'keep', value })}>
        {t('Keep only these rows')}
      </Button>
      <Button size="small" onClick={() => onStep({ ...at, kind: 'remove', value })}>
        {t('Remove these rows')}
      </Button>
      {value === null ? <Fill column={column} onStep={onStep} /> : <TextStep label={t('Replace by')} initial={value} onDone={(by) => onStep({ ...at, kind: 'replace', value, by })} />}
    </div>
  );
}

function Fill({ column, onStep }: { readonly column: CellColumn; readonly onStep: OnStep }) {
  const at = { column: column.name, type: column.type };
  return (
    <>
      {isNumberKind(column.kind) ? (
        <>
          <Button size="small" onClick={() => onStep({ ...at, kind: 'fill-method', method: 'mean' })}>
            {t('Fill with the mean')}
          </Button>
          <Button size="small" onClick={() => onStep({ ...at, kind: 'fill-method', method: 'median' })}>
            {t('Fill with the median')}
          </Button>
        </>
      ) : null}
      <Button size="small" onClick={() => onStep({ ...at, kind: 'fill-method', method: 'previous' })}>
        {t('Fill with the value above')}
      </Button>
      <TextStep label={t('Fill with')} initial="" onDone={(by) => onStep({ ...at, kind: 'fill', by })} />
    </>
  );
}

function TextStep({ label, initial, onDone }: { readonly label: string; readonly initial: string; readonly onDone: (text: string) => void }) {
  const [text, setText] = useState(initial);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDone(text);
  };
  return (
    <form className="column-text" onSubmit={submit}>
      <label>
        <span>{label}</span>
        <input className="text-field mono" value={text} spellCheck={false} onChange={(e) => setText(e.target.value)} />
      </label>
      <Button size="small" type="submit" disabled={text === initial && initial !== ''}>
        {t('Insert')}
      </Button>
    </form>
  );
}

/** The bars of a column, each a button that says which values it stands for; the chosen one offers its steps. */
export function ColumnBars({ profile, onStep }: { readonly profile: ColumnProfile; readonly onStep: OnStep | undefined }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const ranges = onStep ? histogramRanges(profile) : null;
  const counts = profile.histogram ?? [];
  const most = Math.max(1, ...counts);
  const height = (count: number) => (count === 0 ? 0 : `${Math.max(3, (100 * count) / most)}%`);
  if (!ranges || !onStep) {
    return (
      <div className="column-bars" aria-hidden="true">
        {counts.map((count, i) => (
          <i key={i} style={{ height: height(count) }} />
        ))}
      </div>
    );
  }
  const range = chosen === null ? undefined : ranges[chosen];
  const words = (r: (typeof ranges)[number]) => t('{from} to {to}', { from: r.from, to: r.to });
  const at = { column: profile.name, type: profile.type };
  return (
    <>
      <div className="column-bars" role="group" aria-label={t('Distribution')}>
        {ranges.map((r, i) => (
          <button key={i} type="button" aria-pressed={chosen === i} aria-label={t('{range}: {count|row|rows}', { range: words(r), count: r.count })} title={`${words(r)}: ${formatCount(r.count)}`} onClick={() => setChosen(chosen === i ? null : i)}>
            <i style={{ height: height(r.count) }} />
          </button>
        ))}
      </div>
      {range ? (
        <div className="column-steps" data-testid="bar-steps">
          <p className="muted">
            {rich('{range}: {count|row|rows}, {share}', { range: <code>{words(range)}</code>, count: range.count, share: percent(range.count, profile.rows) })}
          </p>
          <Button size="small" onClick={() => onStep({ ...at, ...range, kind: 'keep-range' })}>
            {t('Keep only these rows')}
          </Button>
          <Button size="small" onClick={() => onStep({ ...at, ...range, kind: 'remove-range' })}>
            {t('Remove these rows')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** Steps for the column as a whole. */
export function WholeColumnSteps({ column, onStep }: { readonly column: CellColumn; readonly onStep: OnStep }) {
  const at = { column: column.name, type: column.type };
  const other = typeChoices.filter((t) => t.type !== column.type && !t.type.endsWith('[]')).slice(0, 9);
  const [to, setTo] = useState('');
  const line = (children: ReactNode) => <div className="column-line">{children}</div>;
  return (
    <details className="column-whole">
      <summary>{t('Change the column')}</summary>
      {line(
        <>
          <label>
            <span>{t('Convert to')}</span>
            <select className="text-field" value={to} onChange={(e) => setTo(e.target.value)}>
              <option value="">{t('Choose a type')}</option>
              {other.map((t) => (
                <option key={t.type} value={t.type}>
                  {t.meaning}
                </option>
              ))}
            </select>
          </label>
          <Button size="small" disabled={to === ''} onClick={() => onStep({ ...at, kind: 'convert', to })}>
            {t('Insert')}
          </Button>
        </>,
      )}
      {column.type === 'VARCHAR' ? <TextStep label={t('Split in two at')} initial="" onDone={(text) => (text === '' ? undefined : onStep({ ...at, kind: 'split', at: text }))} /> : null}
    </details>
  );
}
