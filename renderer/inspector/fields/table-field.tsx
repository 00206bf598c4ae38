import { ClipboardPaste, Plus, X } from 'lucide-react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useRef } from 'react';
import type { InlineTable } from '../../../engine/definition/index.ts';
import { TypeIcon } from '../../results/type-icon.tsx';
import { isNumberKind, typeKind } from '../../results/type-kind.ts';
import { isObject } from '../../../engine/core/json.ts';
import { FieldFrame, fieldId, labelId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { parseTsv } from '../form/parse-tsv.ts';
import { tableFromPaste } from '../form/pasted-table.ts';
import { cellText, typedCell } from '../form/table-cell.ts';
import { withBlock, withCell, withColumn, withColumnAs, withRow, withoutColumn, withoutRow } from '../form/table-edit.ts';
import type { FieldProps } from './field-props.ts';
import { SuggestInput } from './suggest-input.tsx';
import { typeSuggestions } from './type-field.tsx';
import { t } from '../../words/words.ts';

const empty: InlineTable = { columns: [{ name: 'column_1', type: 'VARCHAR' }], rows: [[null]] };

const isTable = (value: unknown): value is InlineTable => isObject(value) && Array.isArray(value['columns']) && Array.isArray(value['rows']);

/** A small table typed into the flow; a block copied from a spreadsheet can be pasted into any cell. */
export function TableField({ spec, path, value }: FieldProps<'table'>) {
  const { set } = useFormScope();
  const host = useRef<HTMLDivElement>(null);
  const table = isTable(value) ? value : empty;
  const store = (next: InlineTable) => set(path, next);
  const focus = (row: number, column: number) => requestAnimationFrame(() => host.current?.querySelector<HTMLInputElement>(`[data-cell="${row}/${column}"]`)?.focus());

  const keyDown = (event: KeyboardEvent, row: number, column: number) => {
    if (event.key === 'Enter' && row === table.rows.length - 1) store(withRow(table, table.rows.length));
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' || event.key === 'Enter' ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    focus(row + step, column);
  };
  const paste = (event: ClipboardEvent, row: number, column: number) => {
    const cells = parseTsv(event.clipboardData.getData('text/plain'));
    if (cells.length < 2 && (cells[0]?.length ?? 0) < 2) return;
    event.preventDefault();
    const blank = table.rows.every((r) => r.every((c) => c === null));
    store(blank ? tableFromPaste(cells) : withBlock(table, row, column, cells.map((r) => r.map((text, i) => typedCell(text, table.columns[column + i]?.type ?? 'VARCHAR')))));
  };
  const pasteAll = async () => {
    const cells = parseTsv(await navigator.clipboard.readText());
    if (cells.length > 0) store(tableFromPaste(cells));
  };

  return (
    <FieldFrame
      spec={spec}
      path={path}
      trailing={
        <button type="button" className="link-button" onClick={() => void pasteAll()} title={t('Replaces the table by cells copied from a spreadsheet')}>
          <ClipboardPaste aria-hidden />
          {t('Paste table')}
        </button>
      }
    >
      <div className="table-edit" id={fieldId(path)} ref={host}>
        <table aria-labelledby={labelId(path)}>
          <thead>
            <tr>
              <td className="table-corner" />
              {table.columns.map((column, c) => (
                <th key={c} scope="col">
                  <div className="table-head">
                    <TypeIcon type={column.type} />
                    <input aria-label={t('Name of column {number}', { number: c + 1 })} spellCheck={false} value={column.name} onChange={(e) => store(withColumnAs(table, c, { ...column, name: e.target.value }))} />
                    {table.columns.length > 1 ? (
                      <button type="button" className="table-remove" aria-label={t('Remove column {name}', { name: column.name })} onClick={() => store(withoutColumn(table, c))}>
                        <X aria-hidden />
                      </button>
                    ) : null}
                  </div>
                  <SuggestInput
                    label={t('Type of column {name}', { name: column.name })}
                    value={column.type}
                    suggestionsFor={typeSuggestions}
                    empty={t('Not in the list; the text is used as it is.')}
                    onChange={(type) => store(withColumnAs(table, c, { ...column, type }))}
                  />
                </th>
              ))}
              <td className="table-add">
                <button type="button" aria-label={t('Add a column')} title={t('Add a column')} onClick={() => store(withColumn(table))}>
                  <Plus aria-hidden />
                </button>
              </td>
            </tr>
          </thead>
          <tbody>
            {table.rows.map((cells, r) => (
              <tr key={r}>
                <th scope="row">{r + 1}</th>
                {table.columns.map((column, c) => (
                  <td key={c} data-number={isNumberKind(typeKind(column.type)) ? '' : undefined}>
                    <input
                      data-cell={`${r}/${c}`}
                      aria-label={t('{column}, row {row}', { column: column.name, row: r + 1 })}
                      spellCheck={false}
                      placeholder="null"
                      value={cellText(cells[c])}
                      onChange={(e) => store(withCell(table, r, c, typedCell(e.target.value, column.type)))}
                      onKeyDown={(e) => keyDown(e, r, c)}
                      onPaste={(e) => paste(e, r, c)}
                    />
                  </td>
                ))}
                <td className="table-add">
                  <button type="button" className="table-remove" aria-label={t('Remove row {row}', { row: r + 1 })} onClick={() => store(withoutRow(table, r))}>
                    <X aria-hidden />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" className="link-button" onClick={() => store(withRow(table, table.rows.length))}>
        <Plus aria-hidden />
        {t('Add row')}
      </button>
    </FieldFrame>
  );
}
