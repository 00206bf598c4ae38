import { Checkbox } from '@base-ui/react/checkbox';
import { Check, Search } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { TypeIcon } from '../../results/type-icon.tsx';
import { shortType } from '../../results/type-kind.ts';
import { FieldFrame, labelId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { columnsOfPort } from '../form/known-columns.ts';
import { columnChoices, invertedColumns, matchesColumn, toggledColumn, withColumns, withoutColumns } from './column-choice.ts';
import { shownText } from './stored-text.ts';
import type { FieldProps } from './field-props.ts';
import { TextsField } from './texts-field.tsx';
import { t } from '../../words/words.ts';

/** The arrow keys go from box to box; Tab leaves the list behind the next one. */
function walk(event: KeyboardEvent<HTMLUListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const boxes = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="checkbox"]')];
  const next = boxes[boxes.indexOf(document.activeElement as HTMLElement) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Several columns of an input, ticked in a list that can be searched; while no schema is known names can be typed. */
export function ColumnsField({ spec, path, value }: FieldProps<'columns'>) {
  const { set, inputs } = useFormScope();
  const [query, setQuery] = useState('');
  const schema = columnsOfPort(inputs, spec.over);
  const chosen = Array.isArray(value) ? value.map((item) => shownText(item)) : [];
  if (!schema) return <TextsField spec={{ ...spec, kind: 'texts', help: spec.help ?? t('Connect the input to pick its columns from a list.') }} path={path} value={chosen} />;

  const choices = columnChoices(schema, chosen);
  const shown = choices.filter((c) => matchesColumn(query, c.name, c.type));
  const present = shown.flatMap((c) => (c.type === null ? [] : [c.name]));
  return (
    <FieldFrame
      spec={spec}
      path={path}
      trailing={
        <span className="columns-count">
          {t('{count} of {all}', { count: chosen.length, all: schema.length })}
        </span>
      }
    >
      <div className="columns-box" role="group" aria-labelledby={labelId(path)}>
        <div className="columns-bar">
          <Search aria-hidden />
          <input aria-label={t('Search columns for {setting}', { setting: spec.label })} placeholder={t('Search columns')} title={t('A part of the name, a pattern such as *_id, or a type such as number')} spellCheck={false} value={query} onChange={(e) => setQuery(e.target.value)} />
          <button type="button" className="link-button" onClick={() => set(path, withColumns(chosen, present))}>
            {t('All')}
          </button>
          <button type="button" className="link-button" onClick={() => set(path, withoutColumns(chosen, query.trim() === '' ? chosen : shown.map((c) => c.name)))}>
            {t('None')}
          </button>
          <button type="button" className="link-button" title={t('All but these')} onClick={() => set(path, invertedColumns(chosen, present))}>
            {t('Invert')}
          </button>
        </div>
        <ul className="columns-list" onKeyDown={walk}>
          {shown.map((choice) => (
            <li key={choice.name}>
              <label className="columns-row" data-missing={choice.type === null ? '' : undefined}>
                <Checkbox.Root className="check-box" checked={choice.chosen} onCheckedChange={() => set(path, toggledColumn(chosen, choice.name))}>
                  <Checkbox.Indicator>
                    <Check aria-hidden />
                  </Checkbox.Indicator>
                </Checkbox.Root>
                {choice.type === null ? null : <TypeIcon type={choice.type} />}
                <span className="columns-name">{choice.name}</span>
                <span className="columns-type">{choice.type === null ? t('not in the input') : shortType(choice.type)}</span>
              </label>
            </li>
          ))}
          {shown.length === 0 ? <li className="columns-none">{t('No column has such a name.')}</li> : null}
        </ul>
      </div>
    </FieldFrame>
  );
}
