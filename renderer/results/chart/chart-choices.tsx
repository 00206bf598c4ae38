import { useId } from 'react';
import { hasColor, hasMeasure, isNumber, marks, measures, placeColumns, type ChartWish } from '../../../engine/chart/chart-wish.ts';
import { findColumn, type Schema } from '../../../engine/core/schema.ts';
import { t, type PlainText } from '../../words/words.ts';

/** The wish with a part of it changed, and columns found where the new kind of chart needs others. */
export function changedWish(wish: ChartWish, part: Partial<ChartWish>, schema: Schema): ChartWish {
  // A map says apart from its places what it measures.
  const measured = part.mark === undefined || (part.mark === 'map') === (wish.mark === 'map') ? {} : part.mark === 'map' ? { value: wish.y } : { y: wish.value };
  const next = { ...wish, ...measured, ...part };
  const number = (name: string | null) => name !== null && isNumberNamed(schema, name);
  const firstNumber = (besides: string) => schema.find((c) => isNumber(c) && c.name !== besides)?.name ?? null;
  if (next.mark === 'map') {
    const place = part.mark === 'map' ? placeColumns(schema) : null;
    const at = place ? { ...next, ...place, color: null } : next;
    // Where something lies is not what is measured there.
    const measures = number(at.value) && at.value !== at.x && at.value !== at.y;
    return at.measure === 'count' || measures || part.value !== undefined ? at : { ...at, value: schema.find((c) => isNumber(c) && c.name !== at.x && c.name !== at.y)?.name ?? null };
  }
  const numbersUp = next.mark === 'point' || next.mark === 'box' || (hasMeasure(next.mark) && next.measure !== 'count');
  return numbersUp && !number(next.y) ? { ...next, y: firstNumber(next.mark === 'figure' ? '' : next.x) } : next;
}

const isNumberNamed = (schema: Schema, name: string): boolean => {
  const column = findColumn(schema, name);
  return column !== undefined && isNumber(column);
};

const worded = (options: readonly { readonly value: string; readonly label: PlainText }[]): readonly Option[] => options.map((o) => ({ ...o, text: o.label }));

const names = (schema: Schema) => schema.map((c) => ({ value: c.name, label: c.name }));

/** The choices that make up a chart. */
export function ChartChoices({ wish, schema, onChange }: { readonly wish: ChartWish; readonly schema: Schema; readonly onChange: (wish: ChartWish) => void }) {
  const set = (part: Partial<ChartWish>) => onChange(changedWish(wish, part, schema));
  const numbers = names(schema.filter(isNumber));
  const choose = { value: '', label: t('Choose') };
  const orNull = (value: string) => (value === '' ? null : value);
  const measure = <Pick label={wish.mark === 'map' ? t('Colour') : wish.mark === 'figure' ? t('Show') : t('Up')} value={wish.measure} options={worded(measures)} onChange={(to) => set({ measure: to as ChartWish['measure'] })} />;
  return (
    <>
      <Pick label={t('Chart')} value={wish.mark} options={worded(marks)} onChange={(mark) => set({ mark: mark as ChartWish['mark'] })} />
      {wish.mark === 'figure' ? null : <Pick label={wish.mark === 'map' ? t('Longitude') : t('Across')} value={wish.x} options={wish.mark === 'map' ? within(numbers, wish.x, choose) : within(names(schema), wish.x, choose)} onChange={(x) => set({ x })} />}
      {wish.mark === 'map' ? (
        <>
          <Pick label={t('Latitude')} value={wish.y ?? ''} options={within(numbers, wish.y ?? '', choose)} onChange={(y) => set({ y: orNull(y) })} />
          {measure}
          {wish.measure === 'count' ? null : <Pick label={t('of')} value={wish.value ?? ''} options={within(numbers, wish.value ?? '', choose)} onChange={(value) => set({ value: orNull(value) })} />}
        </>
      ) : wish.mark === 'histogram' ? null : hasMeasure(wish.mark) ? (
        <>
          {measure}
          {wish.measure === 'count' ? null : <Pick label={t('of')} value={wish.y ?? ''} options={within(numbers, wish.y ?? '', choose)} onChange={(y) => set({ y: orNull(y) })} />}
        </>
      ) : (
        <Pick label={t('Up')} value={wish.y ?? ''} options={[choose, ...(wish.mark === 'heat' ? names(schema) : numbers)]} onChange={(y) => set({ y: orNull(y) })} />
      )}
      {hasColor(wish.mark) ? <Pick label={t('Colour')} value={wish.color ?? ''} options={[{ value: '', label: t('None') }, ...names(schema)]} onChange={(color) => set({ color: orNull(color) })} /> : null}
    </>
  );
}

/** `text` is a label of the catalogue; names of columns are shown as they are. */
type Option = { readonly value: string; readonly label: string; readonly text?: PlainText };

/** The options, with one for a value that is none of them, so that the list shows no other in its place. */
const within = (options: readonly Option[], value: string, other: Option): readonly Option[] => (options.some((o) => o.value === value) ? options : [value === '' ? other : { value, label: t('{value} (not a choice)', { value }) }, ...options]);

function Pick({ label, value, options, onChange }: { readonly label: string; readonly value: string; readonly options: readonly Option[]; readonly onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div className="chart-pick">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="text-field" value={value} onChange={(e) => onChange(e.target.value)}>
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.text === undefined ? o.label : t(o.text)}
          </option>
        ))}
      </select>
    </div>
  );
}
