import { quotedIdentifier, quotedText } from '../../engine/core/quoting.ts';
import { parseEnd } from '../../engine/document/document.ts';
import { readCellTable } from '../results/cell-table.ts';
import { askPorts } from './chart-request.ts';
import { workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** A pattern, or formats tried in order, for the values of a column that arrives at a port. */
export interface TextTry {
  readonly kind: 'regex' | 'time-format';
  readonly port: string;
  readonly column: string;
  readonly texts: readonly string[];
  /** What times are read into: `date`, `time`, or else a timestamp. */
  readonly into: string;
}

export interface TriedTexts {
  /** Values that are there, and those of them that fit. */
  readonly values: number;
  readonly fit: number;
  /** Whether all rows were looked at. */
  readonly exact: boolean;
  /** Some of each, the most frequent first; `found` is what was matched or read, or null. */
  readonly examples: readonly { readonly text: string; readonly found: string | null }[];
}

export async function tryTexts(node: string, wanted: TextTry): Promise<TriedTexts> {
  const edge = workbench().document.edges.find((e) => e.to === `${node}.${wanted.port}`);
  if (!edge) throw new Error(t('Connect the input to try this on its values.'));
  const preview = await askPorts([parseEnd(edge.from)], tryStatement(wanted));
  const table = readCellTable(preview.schema, preview.arrow);
  const [text, found, fit, values] = table.columns;
  const examples = Array.from({ length: table.rows }, (_, i) => ({ text: String(text!.at(i)), found: found!.at(i) === null ? null : String(found!.at(i)) }));
  return { values: table.rows === 0 ? 0 : Number(values!.at(0)), fit: table.rows === 0 ? 0 : Number(fit!.at(0)), exact: preview.coverage === 'all', examples };
}

const most = 4;

/** Up to four values that fit and four that do not, with how many there are of either. */
export function tryStatement({ kind, column, texts, into }: TextTry): string {
  const value = `CAST(${quotedIdentifier(column)} AS VARCHAR)`;
  const found = kind === 'regex' ? `CASE WHEN regexp_matches(t, ${quotedText(texts[0] ?? '')}) THEN regexp_extract(t, ${quotedText(texts[0] ?? '')}) END` : readAs(texts, into);
  return `WITH v AS (SELECT ${value} AS t, count(*) AS n FROM in1 WHERE ${quotedIdentifier(column)} IS NOT NULL GROUP BY 1), r AS (SELECT t, n, ${found} AS f FROM v)
SELECT t, f, CAST(coalesce(sum(n) FILTER (f IS NOT NULL) OVER (), 0) AS BIGINT) AS fit, CAST(sum(n) OVER () AS BIGINT) AS whole
FROM r QUALIFY row_number() OVER (PARTITION BY f IS NULL ORDER BY n DESC, t) <= ${most} ORDER BY f IS NULL, n DESC, t`;
}

function readAs(formats: readonly string[], into: string): string {
  const type = into === 'date' ? 'DATE' : into === 'time' ? 'TIME' : 'TIMESTAMP';
  const reading = formats.length === 0 ? `TRY_CAST(t AS ${type})` : `TRY_CAST(try_strptime(t, [${formats.map(quotedText).join(', ')}]) AS ${type})`;
  return `CAST(${reading} AS VARCHAR)`;
}
