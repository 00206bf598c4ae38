import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import type { ParamSpec } from '../../../engine/definition/index.ts';
import { findColumn } from '../../../engine/core/schema.ts';
import { TypeIcon } from '../../results/type-icon.tsx';
import { shortType } from '../../results/type-kind.ts';
import type { CastFailures, CastTry } from '../../state/try-casts.ts';
import { formatCount } from '../../ui/format-figures.ts';
import { castIndex, castRecords, takesFormat, withCast, type CastRecord } from '../form/cast-list.ts';
import { FieldDiagnostics } from '../form/field-diagnostics.tsx';
import { FieldFrame, fieldId, labelId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { columnsOfPort } from '../form/known-columns.ts';
import { columnChoices, matchesColumn, type ColumnChoice } from './column-choice.ts';
import type { FieldProps } from './field-props.ts';
import { shownText } from './stored-text.ts';
import { SuggestInput } from './suggest-input.tsx';
import { typeSuggestions } from './type-field.tsx';
import { useCastTries } from './use-cast-tries.ts';
import { t } from '../../words/words.ts';
import './cast-table.css';

/** More columns than this can be searched. */
const searchedFrom = 12;
/** Columns that stay as they are and are shown at once; each has a field of its own. */
const mostShown = 60;

/** All columns that arrive with the type they have and the one they become, and live what would not fit. */
export function CastTable({ spec, path, value }: FieldProps<'list'>) {
  const { inputs, outputs, set } = useFormScope();
  const [query, setQuery] = useState('');
  const records = castRecords(value);
  const port = overOf(spec.item['column']);
  const schema = columnsOfPort(inputs, port) ?? [];
  const choices = columnChoices(schema, records.map((r) => shownText(r['column'])).filter(Boolean));
  const matching = choices.filter((c) => matchesColumn(query, c.name, c.type));
  const last = matching.filter((c) => !c.chosen)[mostShown - 1];
  const shown = last === undefined ? matching : matching.filter((c, i) => c.chosen || i <= matching.indexOf(last));
  const made = Object.values(outputs ?? {})[0] ?? [];
  // The types are those that the database gave to the output, so that nothing typed gets into a statement.
  const casts = records.flatMap((r): CastTry[] => {
    const column = findColumn(schema, shownText(r['column']));
    const type = column && findColumn(made, column.name)?.type;
    return column && type ? [{ column: column.name, type, format: takesFormat(type) && typeof r['format'] === 'string' && r['format'] !== '' ? r['format'] : null }] : [];
  });
  const tries = useCastTries(port, casts);
  const failuresOf = (name: string): CastFailures | null => tries.tried?.casts[tries.columns.findIndex((c) => c === name)] ?? null;
  const retype = (column: string, type: string) => {
    const at = castIndex(records, column);
    // Typing on in one field is one step of the history; its first and last character change the list.
    if (at >= 0 && type.trim() !== '' && takesFormat(type) === takesFormat(shownText(records[at]!['type']))) set(`${path}.${at}.type`, type);
    else set(path, withCast(records, column, type));
  };
  return (
    <FieldFrame spec={spec} path={path} hideDiagnostics trailing={<span className="field-optional">{records.length === 0 ? '' : t('{count} of {all|column|columns}', { count: records.length, all: choices.length })}</span>}>
      {choices.length > searchedFrom ? <input className="text-field" placeholder={t('Search columns')} aria-label={t('Search columns')} value={query} spellCheck={false} onChange={(e) => setQuery(e.target.value)} /> : null}
      {choices.length === 0 ? (
        <p className="list-empty">{t('Connect the input to see its columns.')}</p>
      ) : (
        <table className="cast-table" id={fieldId(path)} aria-labelledby={labelId(path)} data-testid="cast-table">
          <thead>
            <tr>
              <th scope="col">{t('Column')}</th>
              <th scope="col">{t('Becomes')}</th>
              <th scope="col">{t('Does not fit')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((choice) => (
              <CastRow key={choice.name} choice={choice} path={path} index={castIndex(records, choice.name)} record={records[castIndex(records, choice.name)]} failures={failuresOf(choice.name)} stale={tries.stale} onType={(type) => retype(choice.name, type)} />
            ))}
          </tbody>
        </table>
      )}
      {shown.length < matching.length ? <p className="cast-sum">{t('{count|more column is|more columns are} not shown. Search for the one you want.', { count: matching.length - shown.length })}</p> : null}
      <p className="cast-sum" role="status">
        {tries.failure ?? (tries.tried === null ? '' : tries.tried.exact ? t('Tried on all {count|row|rows}.', { count: tries.tried.rows }) : t('Tried on the first {count|row|rows}.', { count: tries.tried.rows }))}
      </p>
      <FieldDiagnostics path={path} exact />
    </FieldFrame>
  );
}

const overOf = (spec: ParamSpec | undefined): string => (spec?.kind === 'column' ? spec.over : '');

interface CastRowProps {
  readonly choice: ColumnChoice;
  readonly path: string;
  /** Place of its record, or -1. */
  readonly index: number;
  readonly record: CastRecord | undefined;
  readonly failures: CastFailures | null;
  readonly stale: boolean;
  readonly onType: (type: string) => void;
}

function CastRow({ choice, path, index, record, failures, stale, onType }: CastRowProps) {
  const { set, diagnostics } = useFormScope();
  const own = `${path}.${index}`;
  const type = shownText(record?.['type']);
  const format = shownText(record?.['format']);
  const wrong = (name: string): boolean => diagnostics.some((d) => d.at.param === `${own}.${name}`);
  return (
    <>
      <tr data-testid={`cast-${choice.name}`} data-cast={record ? '' : undefined}>
        <th scope="row">
          <span className="cast-name" title={choice.name}>
            {choice.name}
          </span>
          <span className="cast-now">
            {choice.type === null ? t('gone') : <TypeIcon type={choice.type} />}
            {choice.type === null ? null : shortType(choice.type)}
          </span>
        </th>
        <td>
          <SuggestInput label={t('Type of {name}', { name: choice.name })} value={type} placeholder={t('as it is')} invalid={wrong('type') || wrong('column')} icon={type === '' ? undefined : <TypeIcon type={type} />} suggestionsFor={typeSuggestions} empty={t('Not in the list; the text is used as it is.')} onChange={onType} />
          {record && takesFormat(type) ? <input className="text-field mono cast-format" aria-label={t('Format of {name}', { name: choice.name })} placeholder={t('format, such as %d.%m.%Y')} value={format} spellCheck={false} aria-invalid={wrong('format')} onChange={(e) => set(`${own}.format`, e.target.value === '' ? null : e.target.value)} /> : null}
        </td>
        <td className="cast-failures" data-stale={stale ? '' : undefined}>
          {!record || failures === null ? null : failures.failing === 0 ? (
            <span className="cast-fits">
              <CircleCheck aria-hidden="true" /> {t('none')}
            </span>
          ) : (
            <>
              <strong>{formatCount(failures.failing)}</strong>
              {failures.examples.map((text) => (
                <code key={text} title={text}>
                  {text === '' ? '“”' : text}
                </code>
              ))}
            </>
          )}
        </td>
      </tr>
      {record && diagnostics.some((d) => d.at.param?.startsWith(`${own}.`)) ? (
        <tr>
          <td colSpan={3}>
            <FieldDiagnostics path={own} />
          </td>
        </tr>
      ) : null}
    </>
  );
}
