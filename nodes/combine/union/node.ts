import type { Schema } from '../../../engine/core/schema.ts';
import { findColumn, sameName } from '../../../engine/core/schema.ts';
import { comparableTypes } from '../../../engine/core/type-family.ts';
import { defineNode, quoted } from '../../../engine/definition/index.ts';
import { cast, column, literal } from '../../../engine/expression/expression.ts';
import type { NamedExpression, Relation } from '../../../engine/relation/relation.ts';
import { input } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

interface Target {
  readonly name: string;
  readonly type: string;
  readonly firstIn: number;
}

export const union = defineNode({
  type: 'union',
  version: 1,
  title: 'Union',
  category: 'combine',
  icon: 'Un',
  summary: 'Puts the rows of several tables under each other, matching their columns by name or by position.',
  keywords: ['append', 'concatenate', 'stack', 'union all', 'rbind', 'concat', 'combine rows', 'wildcard union'],
  inputs: [{ name: 'in', title: 'Tables', required: true, many: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }],
  params: {
    match: {
      kind: 'choice',
      label: 'Match columns',
      default: 'name',
      options: [
        { value: 'name', label: 'By name', help: 'A column that a table lacks is NULL in its rows.' },
        { value: 'position', label: 'By position', help: 'All tables need the same number of columns; the first one names them.' },
      ],
    },
    distinct: { kind: 'boolean', label: 'Remove duplicate rows', default: false },
    sourceColumn: { kind: 'text', label: 'Column that tells the source', help: 'Holds the number of the input, or its name from the list below. None when empty.', default: null },
    sourceNames: { kind: 'texts', label: 'Names of the sources', help: 'In the order of the connections.', default: [], advanced: true },
  },
  caption: ({ match, distinct }) => (match === undefined ? '' : `By ${match}${distinct ? ', without duplicates' : ''}`),
  build(context) {
    const { match, distinct, sourceColumn, sourceNames } = context.params;
    const schemas = context.inputs['in'] ?? [];
    const first = schemas[0];
    if (!first) return { outputs: {} };

    const targets = match === 'name' ? namesOfAll(schemas) : first.map((c) => ({ ...c, firstIn: 0 }));
    const sourceOf = (schema: Schema, target: Target, position: number) => (match === 'name' ? findColumn(schema, target.name) : schema[position]);
    for (const [i, schema] of schemas.entries()) {
      if (match === 'position' && schema.length !== first.length) {
        context.report('type-mismatch', `Input ${i + 1} has ${schema.length} columns but input 1 has ${first.length}. Select the same number of columns in both, or match them by name.`, { param: 'match' });
        continue;
      }
      for (const [position, target] of targets.entries()) {
        const source = sourceOf(schema, target, position);
        if (source && !comparableTypes(source.type, target.type)) {
          const other = match === 'name' || sameName(source.name, target.name) ? '' : ` (${quoted(source.name)})`;
          context.report('type-mismatch', `Column ${quoted(target.name)} is ${target.type} in input ${target.firstIn + 1} but ${source.type} in input ${i + 1}${other}. Convert one of them with Select columns first.`, { param: 'match' });
        }
      }
    }
    if (sourceColumn && targets.some((t) => sameName(t.name, sourceColumn))) {
      context.report('column-duplicate', `The tables already have a column ${quoted(sourceColumn)}. Give the column that tells the source another name.`, { param: 'sourceColumn' });
    }

    const items = schemas.map((schema, i): Relation => {
      const columns = targets.map((target, position): NamedExpression => {
        const source = sourceOf(schema, target, position);
        return { name: target.name, value: source ? column(source.name) : cast(literal(null), target.type) };
      });
      const told: NamedExpression[] = sourceColumn ? [{ name: sourceColumn, value: literal(sourceNames[i] ?? String(i + 1)) }] : [];
      return { op: 'project', from: input('in', i), columns: [...columns, ...told] };
    });
    const all: Relation = { op: 'union', items };
    return { outputs: { out: distinct ? { op: 'distinct', from: all } : all } };
  },
  examples,
});

/** Every column name of any table once, in the order it first appears. */
function namesOfAll(schemas: readonly Schema[]): Target[] {
  const targets: Target[] = [];
  for (const [firstIn, schema] of schemas.entries()) {
    for (const c of schema) {
      if (!targets.some((t) => sameName(t.name, c.name))) targets.push({ ...c, firstIn });
    }
  }
  return targets;
}
