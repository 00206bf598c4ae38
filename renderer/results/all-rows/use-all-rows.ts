import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ColumnProfile, Preview, RowsLook } from '../../../engine/api/contract.ts';
import type { AllRows } from '../../state/all-rows.ts';
import { isGivenUp, lostAllRows } from '../../state/all-rows.ts';
import { bridge } from '../../state/session.ts';
import { readCellTable, type CellTable } from '../cell-table.ts';
import { RowWindows, type WindowSource } from '../grid/row-windows.ts';
import type { Looking } from '../row-order.ts';
import { searchSpellings } from './search-spellings.ts';

export interface AllRowsView {
  readonly rows: RowWindows;
  /** Another look is on its way; `rows` are of the last one. */
  readonly isArranging: boolean;
  /** Rows from several places, which columns are to be wide enough for. */
  readonly samples: readonly CellTable[];
  readonly profile: readonly (ColumnProfile | undefined)[];
  readonly onSeeColumns: (first: number, last: number) => void;
}

/** Bytes that a window of rows should have, and most rows of one. */
const windowBytes = 2 ** 20;
const windowRows = 512;
/** Looking rows up in any order costs more for each question and less for each row. */
const lookedUpTimes = 4;
/** The hand rests before all rows are searched. */
const searchDelay = 300;
/** Where rows are sampled that columns are to be wide enough for, and how many. */
const sampledAt = [0.15, 0.35, 0.55, 0.75, 0.95, 1];
const samplesSize = 30;

/** Rows of a window, from how large those of the preview are. */
export function windowSize(preview: Pick<Preview, 'arrow' | 'rows'>, times = 1): number {
  const bytes = Math.max(1, preview.arrow.byteLength / Math.max(1, preview.rows));
  return Math.min(windowRows * times, Math.max(8, 2 ** Math.floor(Math.log2((windowBytes * times) / bytes))));
}

/** Windows of all rows of a port as they are looked at; null while the engine does not hold them. */
export function useAllRowsView(key: string, all: AllRows | null, preview: Preview | null, look: Looking): AllRowsView | null {
  const held = all?.held ?? null;
  const name = held ? all!.name : null;
  const size = preview ? windowSize(preview) : windowRows;
  const larger = preview ? windowSize(preview, lookedUpTimes) : windowRows;
  const asked = useMemo<RowsLook>(() => ({ search: searchSpellings(look.search), sorting: look.sorting, filters: look.filters }), [look]);
  const text = JSON.stringify(asked);
  const [arranged, setArranged] = useState<{ readonly of: string; readonly name: string; readonly rows: RowWindows; readonly samples: readonly CellTable[] } | null>(null);

  const known = useRef<{ readonly name: string; readonly samples: Promise<readonly CellTable[]> } | null>(null);

  useEffect(() => {
    if (name === null || held === null) return;
    let isCurrent = true;
    const arrange = () => {
      const windows = ({ arrangement, total }: { readonly arrangement: number; readonly total: number }) => source(key, name, held.schema, arrangement, total, asked.sorting === null ? size : larger);
      const sampled = known.current?.name === name ? known.current.samples : Promise.all(sampledAt.map((share) => share * held.total).map((end) => windows({ arrangement: 0, total: held.total }).readBlock(Math.max(0, Math.floor(end) - samplesSize), samplesSize, 0, held.schema.length - 1)));
      known.current = { name, samples: sampled };
      Promise.all([bridge().engine.arrangeRows({ rows: name, look: asked }), sampled]).then(
        ([answer, samples]) => {
          if (!isCurrent) return;
          const rows = new RowWindows(windows(answer), text);
          setArranged((old) => (old?.rows.end(), { of: text, name, rows, samples }));
        },
        (error: unknown) => isCurrent && !isGivenUp(error) && lostAllRows(key, name, error),
      );
    };
    const waiting = setTimeout(arrange, asked.search.length > 0 ? searchDelay : 0);
    return () => {
      isCurrent = false;
      clearTimeout(waiting);
    };
  }, [key, name, held, asked, text, size, larger]);
  const isArranging = arranged !== null && arranged.of !== text;
  const profiles = useProfiles(key, name, isArranging);
  if (name === null || arranged?.name !== name) return null;
  return { rows: arranged.rows, samples: arranged.samples, isArranging, ...profiles };
}

function source(key: string, rows: string, schema: Preview['schema'], arrangement: number, total: number, size: number): WindowSource {
  const place = { name: '', type: 'BIGINT' };
  return {
    total,
    isPlain: arrangement === 0,
    size,
    async read(from, count, instead) {
      const { arrow } = await bridge().engine.readRows({ rows, arrangement, from, count, ...(instead ? { instead } : {}) });
      const { columns, rows: given } = readCellTable([...schema, place], arrow);
      const numbers = columns.at(-1)!;
      return { table: { columns: columns.slice(0, -1), rows: given }, number: (index) => Number(numbers.at(index)), bytes: arrow.byteLength };
    },
    async readBlock(from, count, left, right) {
      const { arrow } = await bridge().engine.readRows({ rows, arrangement, from, count, columns: { first: left, last: right } });
      const { columns, rows: given } = readCellTable([...schema.slice(left, right + 1), place], arrow);
      return { columns: columns.slice(0, -1), rows: given };
    },
    onTrouble: (error) => lostAllRows(key, rows, error),
    isGivenUp,
  };
}

/** Profiles of all rows, computed of one column after the other as they come in sight. */
function useProfiles(key: string, name: string | null, isPaused: boolean): Pick<AllRowsView, 'profile' | 'onSeeColumns'> {
  const [found, setFound] = useState<{ readonly name: string; readonly profile: readonly (ColumnProfile | undefined)[] }>({ name: '', profile: [] });
  const work = useRef({ name: '', wanted: [] as number[], done: new Set<number>(), busy: false });
  const paused = useRef(isPaused);
  const next = useCallback(async () => {
    const mine = work.current;
    if (mine.busy) return;
    mine.busy = true;
    for (;;) {
      const column = mine.wanted.find((c) => !mine.done.has(c));
      if (column === undefined || work.current !== mine || paused.current) break;
      mine.done.add(column);
      try {
        const one = await bridge().engine.profileRows({ rows: mine.name, column });
        if (work.current === mine) setFound((old) => ({ name: mine.name, profile: Object.assign(old.name === mine.name ? [...old.profile] : [], { [column]: one }) }));
      } catch (error) {
        // Rows that are arranged go first.
        mine.done.delete(column);
        if (work.current === mine && !isGivenUp(error)) lostAllRows(key, mine.name, error);
        break;
      }
    }
    mine.busy = false;
  }, [key]);
  useEffect(() => {
    paused.current = isPaused;
    if (!isPaused) void next();
  }, [isPaused, next]);
  const onSeeColumns = useCallback(
    (first: number, last: number) => {
      if (name === null) return;
      if (work.current.name !== name) work.current = { name, wanted: [], done: new Set(), busy: false };
      work.current.wanted = Array.from({ length: last - first + 1 }, (_, i) => first + i);
      void next();
    },
    [name, next],
  );
  return { profile: found.name === name ? found.profile : [], onSeeColumns };
}
