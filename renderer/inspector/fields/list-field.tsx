import { isObject } from '../../../engine/core/json.ts';
import { Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { defaultParams } from '../../../engine/definition/index.ts';
import { FieldDiagnostics } from '../form/field-diagnostics.tsx';
import { FieldFrame, fieldId, labelId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { duplicated, moved, removed } from '../form/list-edit.ts';
import { GivenRecords } from './given-records.tsx';
import { KeyMatchCounts } from './key-matches.tsx';
import { ListItem } from './list-item.tsx';
import { listLayout } from './list-layout.ts';
import type { FieldProps } from './field-props.ts';
import { t } from '../../words/words.ts';

/** Records one under the other: added, removed, doubled, and moved with the grip or Alt and the arrow keys. */
export function ListField({ spec, path, value }: FieldProps<'list'>) {
  const { set } = useFormScope();
  // A file written by hand may hold anything; the check says what is wrong with it.
  const items = Array.isArray(value) ? value.map((item): Readonly<Record<string, unknown>> => (isObject(item) ? item : {})) : [];
  const [opened, setOpened] = useState<number | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const focusNext = useRef<number | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const layout = listLayout(spec.item);

  useEffect(() => {
    if (focusNext.current === null) return;
    const item = host.current?.querySelector<HTMLElement>(`[data-item="${focusNext.current}"]`);
    focusNext.current = null;
    item?.querySelector<HTMLElement>('input, textarea, [role="combobox"], [data-code-field]')?.focus();
  });

  const store = (next: readonly unknown[]) => set(path, next);
  const add = () => {
    focusNext.current = items.length;
    setOpened(items.length);
    store([...items, defaultParams(spec.item)]);
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= items.length) return;
    store(moved(items, from, to));
    setOpened((old) => (old === from ? to : old));
  };
  const noun = spec.noun;
  return (
    <FieldFrame
      spec={spec}
      path={path}
      hideDiagnostics
      trailing={
        <button type="button" className="link-button" onClick={add}>
          <Plus aria-hidden />
          {t('Add {noun}', { noun })}
        </button>
      }
    >
      <div className="list" data-layout={layout} id={fieldId(path)} ref={host} role="group" aria-labelledby={labelId(path)}>
        {items.map((record, index) => (
          <ListItem
            // Records have no identity of their own; their place is the only key there is.
            key={index}
            specs={spec.item}
            record={record}
            path={`${path}.${index}`}
            index={index}
            count={items.length}
            noun={noun}
            layout={layout}
            open={opened === index}
            onToggle={() => setOpened(opened === index ? null : index)}
            onRemove={() => {
              setOpened(null);
              store(removed(items, index));
            }}
            onDuplicate={() => store(duplicated(items, index))}
            onMove={(to) => move(index, to)}
            dragged={dragged}
            onDrag={setDragged}
            onDrop={() => {
              if (dragged !== null) move(dragged, index);
              setDragged(null);
            }}
          />
        ))}
        {items.length === 0 ? <p className="list-empty">{t('None yet.')}</p> : null}
      </div>
      <GivenRecords specs={spec.item} path={path} own={items} />
      <KeyMatchCounts specs={spec.item} items={items} />
      <FieldDiagnostics path={path} exact />
    </FieldFrame>
  );
}
