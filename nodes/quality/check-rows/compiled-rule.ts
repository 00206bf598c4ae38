import type { Schema } from '../../../engine/core/schema.ts';
import { freshName } from '../../../engine/core/schema.ts';
import type { BuildContext } from '../../../engine/definition/index.ts';
import { quoted } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { rowTest, verdict, type Judged, type Lookup } from './row-rule.ts';
import { takesWhere, wholeRules, type Rule } from './rule-params.ts';
import { wholeRule, type WholeRule } from './whole-rule.ts';

interface Described {
  readonly id: string;
  readonly column: string | null;
  readonly severity: Rule['severity'];
  readonly message: string;
}

/** A rule that every row answers: TRUE = broken, FALSE = holds, NULL = not tested. */
export interface RowRule extends Described {
  readonly kind: 'row';
  /** Name of the column that holds the answer. */
  readonly flag: string;
  readonly verdict: Expression;
  readonly value: Expression;
  readonly mostly: number | null;
  readonly amongRows: boolean;
  readonly lookup: Lookup | null;
  readonly judged: Judged | null;
}

/** A rule over all rows together. */
export interface TableRule extends Described, WholeRule {
  readonly kind: 'table';
  readonly column: string | null;
  readonly message: string;
}

export type CompiledRule = RowRule | TableRule;

type Context = Pick<BuildContext<unknown>, 'report' | 'expression' | 'inputs'>;

/** Turns the settings into rules; those with trouble are reported and left out. */
export function compileRules(context: Context, schema: Schema, rules: readonly Rule[]): readonly CompiledRule[] {
  const ids: string[] = [];
  const names = schema.map((c) => c.name);
  const nameRule = (rule: Rule, about: string | null): string => {
    const id = freshName(ids, rule.label || [rule.rule, about].filter(Boolean).join(' '));
    ids.push(id);
    return id;
  };
  return rules.flatMap((rule, i): readonly CompiledRule[] => {
    const param = `rules.${i}`;
    const where = rule.where === null || !takesWhere(rule.rule) ? null : context.expression(`${param}.where`);
    const condition = where === null ? '' : ` where ${rule.where}`;
    if (wholeRules.includes(rule.rule)) {
      const compiled = wholeRule(context, schema, rule, param, where);
      return compiled ? [{ kind: 'table', severity: rule.severity, ...compiled, message: `${compiled.message}${condition}`, id: nameRule(rule, compiled.column) }] : [];
    }
    const test = rowTest(context, schema, rule, param, where);
    if (!test) return [];
    const share = rule.mostly === null ? '' : ` in at least ${Number((rule.mostly * 100).toPrecision(12))} % of the rows`;
    const subject = test.about === null ? 'Every row' : quoted(test.about);
    const flag = freshName(names, `_rule_${i}`);
    names.push(flag);
    return [
      {
        kind: 'row',
        id: nameRule(rule, test.about),
        column: test.about,
        severity: rule.severity,
        message: `${subject} ${test.demand}${condition}${share}`,
        flag,
        verdict: verdict(test, where),
        value: test.value,
        mostly: rule.mostly,
        amongRows: test.amongRows === true,
        lookup: test.lookup ?? null,
        judged: test.judged ?? null,
      },
    ];
  });
}
