import { quotedIdentifier } from '../core/quoting.ts';
import type { NamedExpression, Relation } from '../relation/relation.ts';
import type { CompileContext } from './compile-context.ts';
import { printMarked } from './count-marks.ts';
import { printExpression, printLiteral, printSortKeys } from './print-expression.ts';
import { emptyTable, printScan } from './print-scan.ts';
import { printModel } from './print-model.ts';
import { printSparing, sparingOf } from './print-sparing.ts';
import { printScript } from './print-script.ts';
import type { SqlWriter } from './sql-text.ts';

/** Writes a relation as a SELECT statement. */
export function printRelation(out: SqlWriter, relation: Relation, context: CompileContext): void {
  const named = (columns: readonly NamedExpression[]) =>
    out.list(columns, ', ', (c) => {
      printExpression(out, c.value, context.node);
      out.add(` AS ${quotedIdentifier(c.name)}`);
    });
  const from = (inner: Relation, alias?: string): void => printFrom(out, inner, context, alias);
  switch (relation.op) {
    case 'input':
    case 'shared':
      out.add('SELECT * FROM ');
      from(relation);
      return;
    case 'scan':
      out.add(printScan(relation.source, relation.schema, context));
      return;
    case 'values':
      printValues(out, relation);
      return;
    case 'filter':
      out.add('SELECT * FROM ');
      from(relation.from);
      out.add(' WHERE ');
      printExpression(out, relation.condition, context.node);
      return;
    case 'project':
      out.add('SELECT ');
      named(relation.columns);
      out.add(' FROM ');
      from(relation.from);
      return;
    case 'extend':
      printExtend(out, relation, context);
      return;
    case 'join':
      out.add('SELECT ');
      named(relation.columns);
      out.add(' FROM ');
      from(relation.left, 'left');
      out.add(` ${relation.kind.toUpperCase()} JOIN `);
      printRightSide(out, relation, context, 'right');
      if (relation.kind !== 'cross') {
        out.add(' ON ');
        printExpression(out, relation.on, context.node);
      }
      return;
    case 'aggregate': {
      const sparing = context.sparing === true ? sparingOf(relation, (port, index) => context.inputSchema(port, index)) : null;
      if (sparing) {
        printSparing(out, sparing, context);
        return;
      }
      out.add('SELECT ');
      named([...relation.groups, ...relation.measures]);
      out.add(' FROM ');
      from(relation.from);
      // Without a group the empty grouping set makes sure of one row: a figure that aggregates nothing does not bind.
      if (relation.sets) out.add(' GROUP BY GROUPING SETS (').list(relation.sets, ', ', (set) => out.add(`(${set.map((group) => group + 1).join(', ')})`)).add(')');
      else if (relation.groups.length === 0) out.add(' GROUP BY ()');
      else out.add(' GROUP BY ').list(relation.groups, ', ', (_group, index) => out.add(String(index + 1)));
      return;
    }
    case 'sort':
      out.add('SELECT * FROM ');
      from(relation.from);
      if (relation.keys.length > 0) {
        out.add(' ORDER BY ');
        printSortKeys(out, relation.keys, context.node);
      }
      return;
    case 'limit':
      out.add('SELECT * FROM ');
      from(relation.from);
      out.add(` LIMIT ${relation.count} OFFSET ${relation.offset}`);
      return;
    case 'distinct':
      out.add('SELECT DISTINCT * FROM ');
      from(relation.from);
      return;
    case 'union':
      if (relation.items.length === 0) throw new Error('A union of nothing has no columns.');
      out.list(relation.items, ' UNION ALL ', (item) => printSide(out, item, context));
      return;
    case 'set':
      printSide(out, relation.left, context);
      out.add(` ${relation.kind.toUpperCase()}${relation.all ? ' ALL' : ''} `);
      printRightSide(out, relation, context);
      return;
    case 'unnest':
      out.add('SELECT *');
      for (const { name, value } of [{ name: relation.as, value: relation.list }, ...(relation.also ?? [])]) {
        out.add(', unnest(');
        printExpression(out, value, context.node);
        out.add(`) AS ${quotedIdentifier(name)}`);
      }
      out.add(' FROM ');
      from(relation.from);
      return;
    case 'model':
      printModel(out, relation, context, () => from(relation.from));
      return;
    case 'script':
      printScript(out, relation, context, () => from(relation.from));
      return;
    case 'sql':
      printStatement(out, relation, context);
      return;
  }
}

/** Writes a relation as something a FROM clause takes. */
export function printFrom(out: SqlWriter, relation: Relation, context: CompileContext, alias?: string): void {
  const as = alias === undefined ? '' : ` AS ${quotedIdentifier(alias)}`;
  if (relation.op === 'input') out.add(context.inputName(relation.port, relation.index) + as);
  else if (relation.op === 'shared') out.add(context.sharedName(relation.name) + as);
  else {
    out.add('(');
    printRelation(out, relation, context);
    out.add(`)${as}`);
  }
}

/** The right side, with as many counting marks as tell it from the left. */
function printRightSide(out: SqlWriter, relation: Extract<Relation, { op: 'join' | 'set' }>, context: CompileContext, alias?: string): void {
  const times = context.rightSides?.get(relation) ?? 0;
  if (times === 0) {
    if (alias === undefined) printSide(out, relation.right, context);
    else printFrom(out, relation.right, context, alias);
    return;
  }
  out.add('(');
  printMarked(out, times, context.markedBy ?? 'sample', () => printRelation(out, relation.right, context));
  out.add(alias === undefined ? ')' : `) AS ${quotedIdentifier(alias)}`);
}

function printSide(out: SqlWriter, relation: Relation, context: CompileContext): void {
  out.add('(');
  printRelation(out, relation, context);
  out.add(')');
}

function printValues(out: SqlWriter, relation: Extract<Relation, { op: 'values' }>): void {
  if (relation.rows.length === 0) {
    out.add(emptyTable(relation.schema));
    return;
  }
  out.add('SELECT ').list(relation.schema, ', ', (c, i) => out.add(`CAST("_${i}" AS ${c.type}) AS ${quotedIdentifier(c.name)}`));
  out.add(' FROM (VALUES ');
  out.list(relation.rows, ', ', (row) => {
    // Cells travel as text so that mixed spellings meet only in the cast to the column's type.
    out.add(`(${relation.schema.map((_c, i) => printLiteral(row[i] === null || row[i] === undefined ? null : String(row[i]), 'VARCHAR')).join(', ')})`);
  });
  out.add(`) AS "_values"(${relation.schema.map((_c, i) => `"_${i}"`).join(', ')})`);
}

function printExtend(out: SqlWriter, relation: Extract<Relation, { op: 'extend' }>, context: CompileContext): void {
  const without = relation.without ?? [];
  out.add('SELECT *');
  if (without.length > 0) out.add(` EXCLUDE (${without.map(quotedIdentifier).join(', ')})`);
  const replaced = relation.columns.filter((c) => c.replaces === true);
  if (replaced.length > 0) {
    out.add(' REPLACE (');
    out.list(replaced, ', ', (c) => {
      printExpression(out, c.value, context.node);
      out.add(` AS ${quotedIdentifier(c.name)}`);
    });
    out.add(')');
  }
  for (const added of relation.columns.filter((c) => c.replaces !== true)) {
    out.add(', ');
    printExpression(out, added.value, context.node);
    out.add(` AS ${quotedIdentifier(added.name)}`);
  }
  out.add(' FROM ');
  printFrom(out, relation.from, context);
}

function printStatement(out: SqlWriter, relation: Extract<Relation, { op: 'sql' }>, context: CompileContext): void {
  // The inputs get their names in a WITH of their own, inside parentheses because another may stand outside.
  out.add('SELECT * FROM (');
  if (relation.inputs.length > 0) {
    out.add('WITH ').list(relation.inputs, ', ', (input) => {
      out.add(`${quotedIdentifier(input.name)} AS (`);
      printRelation(out, input.from, context);
      out.add(')');
    });
  }
  out.add(' SELECT * FROM (').user(relation.text, context.node, relation.param).add('))');
}
