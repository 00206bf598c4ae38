import { quotedIdentifier } from '../../engine/core/quoting.ts';
import { parseEnd } from '../../engine/document/document.ts';
import { readCellTable } from '../results/cell-table.ts';
import { askPorts } from './chart-request.ts';
import { workbench } from './workbench.ts';
import { t } from '../words/words.ts';

export interface KeyMatches {
  readonly left: number;
  readonly right: number;
  /** Rows of each side that have at least one partner. */
  readonly leftFound: number;
  readonly rightFound: number;
  /** The most partners that one left row finds. */
  readonly most: number;
  /** Whether all rows were looked at. */
  readonly exact: boolean;
}

/** How the rows at two ports of a node find each other by pairs of columns that have to be equal. */
export async function matchKeys(node: string, left: string, right: string, pairs: readonly (readonly [left: string, right: string])[], nullsMatch: boolean): Promise<KeyMatches> {
  const { edges } = workbench().document;
  const source = (port: string) => {
    const edge = edges.find((e) => e.to === `${node}.${port}`);
    if (!edge) throw new Error(t('Connect both inputs to see how many rows find a partner.'));
    return parseEnd(edge.from);
  };
  const preview = await askPorts([source(left), source(right)], matchStatement(pairs, nullsMatch));
  const table = readCellTable(preview.schema, preview.arrow);
  const figure = (column: number) => Number(table.columns[column]!.at(0));
  return { left: figure(0), leftFound: figure(1), right: figure(2), rightFound: figure(3), most: figure(4), exact: preview.coverage === 'all' };
}

/** Counts over `in1` and `in2`; NULL finds NULL only where it should. */
export function matchStatement(pairs: readonly (readonly [left: string, right: string])[], nullsMatch: boolean): string {
  const equal = pairs.map(([l, r]) => `l.${quotedIdentifier(l)} ${nullsMatch ? 'IS NOT DISTINCT FROM' : '='} r.${quotedIdentifier(r)}`).join(' AND ');
  const rightKeys = pairs.map(([, r]) => quotedIdentifier(r)).join(', ');
  return `SELECT (SELECT count(*) FROM in1) AS a, (SELECT count(*) FROM in1 AS l SEMI JOIN in2 AS r ON ${equal}) AS b,
  (SELECT count(*) FROM in2) AS c, (SELECT count(*) FROM in2 AS r SEMI JOIN in1 AS l ON ${equal}) AS d,
  (SELECT coalesce(max(r.n), 0) FROM in1 AS l JOIN (SELECT ${rightKeys}, count(*) AS n FROM in2 GROUP BY ALL) AS r ON ${equal}) AS e`;
}
