import { Random } from './random.ts';
import type { Target } from './training-table.ts';

export interface RowSplit {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/** Keeps a share of the rows out of training, of every class alike; the same for the same seed. Both sides are in the order of the table. */
export function splitRows(rows: number, target: Target | null, share: number, seed: number): RowSplit {
  const random = new Random(seed);
  const kept = new Uint8Array(rows);
  const groups = new Map<number, number[]>();
  for (let r = 0; r < rows; r++) {
    const group = target?.kind === 'class' ? target.codes[r]! : 0;
    const list = groups.get(group);
    if (list) list.push(r);
    else groups.set(group, [r]);
  }
  for (const [, members] of [...groups].sort((a, b) => a[0] - b[0])) {
    const drawn = random.shuffle(Int32Array.from(members));
    // A class of one row is learned from.
    const count = Math.min(members.length - 1, Math.round(members.length * share));
    for (let i = 0; i < count; i++) kept[drawn[i]!] = 1;
  }
  const side = (wanted: number): Int32Array => Int32Array.from({ length: rows }, (_, r) => r).filter((r) => kept[r] === wanted);
  return { training: side(0), validation: side(1) };
}
