import type { AnyNodeDefinition } from '../../engine/definition/index.ts';
import type { CellTable } from '../results/cell-table.ts';

/** How a record of a list fared on the rows of the preview. */
export interface RuleMark {
  readonly tone: 'ok' | 'warning' | 'danger';
  /** Rows that broke the rule. */
  readonly broken: number;
}

/** What a node's report says of the records of its list, by their paths: line n of the report is about record n, `given` more behind the list's own being of a file. */
export function ruleMarks(definition: AnyNodeDefinition, params: Readonly<Record<string, unknown>>, report: CellTable, given = 0): Readonly<Record<string, RuleMark>> {
  const list = Object.entries(definition.params).find(([, spec]) => spec.kind === 'list')?.[0];
  const records = list === undefined ? undefined : params[list];
  const broken = report.columns.find((c) => c.name === 'broken');
  const success = report.columns.find((c) => c.name === 'success');
  const severity = report.columns.find((c) => c.name === 'severity');
  if (!Array.isArray(records) || !broken || !success || report.rows < records.length + given) return {};
  return Object.fromEntries(
    Array.from({ length: records.length + given }, (_, i): [string, RuleMark] => {
      const count = Number(broken.at(i) ?? 0);
      const tone = success.at(i) === true && count === 0 ? 'ok' : severity?.at(i) === 'fail' && success.at(i) !== true ? 'danger' : 'warning';
      return [`${list}.${i}`, { tone, broken: count }];
    }),
  );
}
