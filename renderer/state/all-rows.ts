import { create } from 'zustand';
import type { HeldRows } from '../../engine/api/contract.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { formatEnd, type End } from '../../engine/document/document.ts';
import { t } from '../words/words.ts';
import { flowRef } from './flow-ref.ts';
import { bridge, failureText, notify } from './session.ts';
import { useWorkbench, workbench } from './workbench.ts';

/** All rows of a port, which the engine holds or is about to. */
export interface AllRows {
  /** What the engine knows them by. */
  readonly name: string;
  /** Null while they are being computed. */
  readonly held: HeldRows | null;
  /** How far that is: bytes on disk, and a share of 0 to 1 where the engine can tell. */
  readonly progress: { readonly bytes: number; readonly share: number | null } | null;
  /** When the preview was taken that they are all rows of: a newer one may be of other rows. */
  readonly of: string;
}

/** By port, `node.port`. */
export const useAllRows = create<{ readonly ports: Readonly<Record<string, AllRows>> }>(() => ({ ports: {} }));

/** As many as the engine holds for a window. */
const most = 2;
const pulse = 400;
let count = 0;

const put = (key: string, next: AllRows | null): void =>
  useAllRows.setState(({ ports }) => {
    const { [key]: _old, ...others } = ports;
    return { ports: next === null ? others : { ...others, [key]: next } };
  });

const current = (key: string): AllRows | undefined => useAllRows.getState().ports[key];

/** Has the engine compute all rows of a port whose preview is there. */
export async function loadAllRows(end: End): Promise<void> {
  const key = formatEnd(end);
  const taken = workbench().previews[key]?.preview?.taken;
  if (taken === undefined || current(key)?.of === taken) return;
  dropAllRows(key);
  for (const old of Object.keys(useAllRows.getState().ports).slice(0, -(most - 1))) dropAllRows(old);
  watchPreviews();
  const name = `rows-${++count}`;
  put(key, { name, held: null, progress: null, of: taken });
  const isWanted = () => current(key)?.name === name;
  const watch = setInterval(() => {
    void bridge()
      .engine.rowsProgress({ rows: name })
      // Where the engine cannot tell, the answer of `openRows` will.
      .catch(() => null)
      .then((progress) => progress && isWanted() && current(key)!.held === null && put(key, { ...current(key)!, progress }));
  }, pulse);
  try {
    const held = await bridge().engine.openRows({ ...flowRef(), node: end.node, port: end.port, rows: name });
    if (isWanted()) put(key, { name, held, progress: null, of: taken });
    else release(name);
  } catch (error) {
    if (!isWanted()) return;
    put(key, null);
    if (!isGivenUp(error)) notify(failureText(error), 'danger');
  } finally {
    clearInterval(watch);
  }
}

let isWatching = false;

/** A newer preview may be of other rows, and one that is gone of none. */
function watchPreviews(): void {
  if (isWatching) return;
  isWatching = true;
  useWorkbench.subscribe(({ previews }, before) => {
    if (previews === before.previews) return;
    for (const [key, { of, held }] of Object.entries(useAllRows.getState().ports)) {
      const taken = previews[key]?.preview?.taken;
      if (taken === of) continue;
      dropAllRows(key);
      if (taken !== undefined && held) notify(t('The rows may be others now, so the first ones are shown again.'));
    }
  });
}

/** Lets the engine go of the rows of a port, or gives up computing them. */
export function dropAllRows(key: string): void {
  const old = current(key);
  if (!old) return;
  put(key, null);
  release(old.name);
}

/** Tells of trouble with rows that were held; they are the preview's again. */
export function lostAllRows(key: string, name: string, error: unknown): void {
  if (current(key)?.name !== name) return;
  dropAllRows(key);
  notify(`${failureText(error)} ${t('The first rows are shown again.')}`, 'danger');
}

export const isGivenUp = (error: unknown): boolean => error instanceof DiagnosticError && error.diagnostic.code === 'run-cancelled';

function release(rows: string): void {
  bridge()
    .engine.closeRows({ rows })
    .catch((error: unknown) => console.info('Rows were not released:', failureText(error)));
}
