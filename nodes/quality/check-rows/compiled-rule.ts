import type { Schema } from '../../../engine/core/schema.ts';
import { freshName } from '../../../engine/core/schema.ts';
import type { BuildContext } from '../../../engine/definition/index.ts';
import { quoted } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { and, binary, call, literal } from '../../../engine/expression/expression.ts';
import { rowTest, verdict } from './row-rule.ts';
import type { Rule } from './rule-params.ts';

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
}

/** A rule over all rows together; `holds` is an aggregate. */
export interface TableRule extends Described {
  readonly kind: 'table';
  readonly holds: Expression;
}

export type CompiledRule = RowRule | TableRule;

type Context = Pick<BuildContext<unknown>, 'report' | 'expression'>;

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
    if (rule.rule === 'table-condition' || rule.rule === 'row-count') {
      const compiled = tableRule(context, rule, param);
      return compiled ? [{ ...compiled, id: nameRule(rule, null) }] : [];
    }
    const where = rule.where === null ? null : context.expression(`${param}.where`);
    const test = rowTest(context, schema, rule, param, where);
    if (!test) return [];
    const share = rule.mostly === null ? '' : ` in at least ${Number((rule.mostly * 100).toPrecision(12))} % of the rows`;
    const condition = rule.where === null ? '' : ` where ${rule.where}`;
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
      },
    ];
  });
}

function tableRule(context: Context, rule: Rule, param: string): Omit<TableRule, 'id'> | null {
  if (rule.severity === 'reject') {
    context.report('param-invalid', `The rule "${rule.rule}" is about all rows together, so it cannot reject single ones. Let it warn or stop the run.`, { param: `${param}.severity` });
    return null;
  }
  const common = { kind: 'table', column: null, severity: rule.severity } as const;
  if (rule.rule === 'row-count') {
    const { minRows, maxRows } = rule;
    if (minRows === null && maxRows === null) {
      context.report('param-missing', 'The rule "row-count" has no limit. Fill in the fewest or the most rows.', { param: `${param}.minRows` });
      return null;
    }
    const limits = [...(minRows === null ? [] : [binary(call('count'), '>=', literal(minRows))]), ...(maxRows === null ? [] : [binary(call('count'), '<=', literal(maxRows))])];
    const words = [minRows === null ? '' : `at least ${minRows}`, maxRows === null ? '' : `at most ${maxRows}`].filter(Boolean);
    return { ...common, message: `There must be ${words.join(' and ')} rows`, holds: and(...limits) };
  }
  if (rule.assertion === null) {
    context.report('param-missing', 'The rule "table-condition" has no condition. Write one with aggregates, such as avg(amount) < 100.', { param: `${param}.assertion` });
    return null;
  }
  return { ...common, message: `All rows together must hold: ${rule.assertion}`, holds: context.expression(`${param}.assertion`) };
}
