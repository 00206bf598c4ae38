import { quotedIdentifier, quotedText } from '../../engine/core/quoting.ts';
import { parseEnd } from '../../engine/document/document.ts';
import { readCellTable } from '../results/cell-table.ts';
import { askPorts } from './chart-request.ts';
import { workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** A column that arrives at a port, and the type it becomes as the database spelled it. */
export interface CastTry {
  readonly column: string;
  readonly type: string;
  readonly format: string | null;
}

/** What became of one of them: how many values do not fit, and the most frequent of those. */
export interface CastFailures {
  readonly failing: number;
  readonly examples: readonly string[];
}

export interface TriedCasts {
  readonly rows: number;
  /** Whether all rows were looked at. */
  readonly exact: boolean;
  /** In the order they were asked in. */
  readonly casts: readonly CastFailures[];
}

export async function tryCasts(node: string, port: string, casts: readonly CastTry[]): Promise<TriedCasts> {
  const edge = workbench().document.edges.find((e) => e.to === `${node}.${port}`);
  if (!edge) throw new Error(t('Connect the input to try this on its values.'));
  const preview = await askPorts([parseEnd(edge.from)], castStatement(casts));
  const { rows, columns } = readCellTable(preview.schema, preview.arrow);
  const [place, text, , failing] = columns;
  const found = casts.map(() => ({ failing: 0, examples: [] as string[] }));
  let all = 0;
  for (let i = 0; i < rows; i++) {
    const of = found[Number(place!.at(i))];
    if (!of) all = Number(failing!.at(i));
    else {
      of.failing = Number(failing!.at(i));
      of.examples.push(String(text!.at(i)));
    }
  }
  return { rows: all, exact: preview.coverage === 'all', casts: found };
}

const most = 3;

/** Up to three values of each column that do not fit, the most frequent first, with how many there are in all; and a line that counts the rows. */
export function castStatement(casts: readonly CastTry[]): string {
  const parts = casts.map(({ column, type, format }, i) => {
    const value = quotedIdentifier(column);
    const tried = format === null ? `TRY_CAST(${value} AS ${type})` : `TRY_CAST(try_strptime(CAST(${value} AS VARCHAR), ${quotedText(format)}) AS ${type})`;
    return `(SELECT ${i} AS place, t, n, CAST(sum(n) OVER () AS BIGINT) AS failing FROM (SELECT CAST(${value} AS VARCHAR) AS t, count(*) AS n FROM in1 WHERE ${value} IS NOT NULL AND ${tried} IS NULL GROUP BY 1) QUALIFY row_number() OVER (ORDER BY n DESC, t) <= ${most})`;
  });
  return [...parts, '(SELECT -1 AS place, NULL AS t, 0 AS n, count(*) AS failing FROM in1)'].join('\nUNION ALL ').concat('\nORDER BY place, n DESC, t');
}
