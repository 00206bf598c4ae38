import type { Schema } from '../../../engine/core/schema.ts';
import { sameName } from '../../../engine/core/schema.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { call, column } from '../../../engine/expression/expression.ts';

export interface KeyPair {
  readonly left: string;
  readonly right: string;
}

export interface JoinNaming {
  /** Rows of the right side alone appear too, so a key that is shown once has to come from either side. */
  readonly eitherKey: boolean;
  readonly keepRightKeys: boolean;
  readonly suffix: string;
}

/** A column of the joined rows; `value` is told what the columns of the right side are called where the join is made. */
export interface JoinedColumn {
  readonly name: string;
  value(rightName: (name: string) => string): Expression;
}

/** Columns of the joined rows: all of the left, then those of the right that are shown; `clashes` are names that would be there twice. */
export function joinedColumns(left: Schema, right: Schema, pairs: readonly KeyPair[], naming: JoinNaming): { columns: readonly JoinedColumn[]; clashes: readonly string[] } {
  const fromLeft = left.map((c): JoinedColumn => {
    const pair = naming.eitherKey && !naming.keepRightKeys ? pairs.find((p) => sameName(p.left, c.name)) : undefined;
    const own = column(c.name, 'left');
    return { name: c.name, value: (rightName) => (pair ? call('coalesce', own, column(rightName(pair.right), 'right')) : own) };
  });
  const shown = right.filter((c) => naming.keepRightKeys || !pairs.some((p) => sameName(p.right, c.name)));
  const fromRight = shown.map((c): JoinedColumn => {
    const taken = left.some((l) => sameName(l.name, c.name));
    return { name: taken ? c.name + naming.suffix : c.name, value: (rightName) => column(rightName(c.name), 'right') };
  });
  const columns = [...fromLeft, ...fromRight];
  const clashes = columns.filter((c, i) => columns.findIndex((other) => sameName(other.name, c.name)) < i).map((c) => c.name);
  return { columns, clashes };
}
