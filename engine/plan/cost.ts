import { orderedFunctions } from '../expression/volatile-tree.ts';
import { isPythonCall } from '../relation/script-call.ts';
import type { Relation } from '../relation/relation.ts';
import type { Expression } from '../expression/expression.ts';
import { hasWindow, isVolatile, partsOf } from '../expression/expression-parts.ts';
import { childRelations, relationExpressions } from '../relation/walk-relation.ts';

/** Whether a relation's own work must not or should not be done twice: measured, scanning Parquet again and filtering it is cheaper than keeping the rows, all else is not. */
export function isExpensive(relation: Relation): boolean {
  const own = relationExpressions(relation).some((e) => isVolatile(e) || hasWindow(e));
  return own || expensiveOperator(relation) || childRelations(relation).some(isExpensive);
}

/** Whether the rows must be the same for every reader although computing them again could give others. */
export function isUnrepeatable(relation: Relation): boolean {
  return relationExpressions(relation).some(isVolatile) || keepsBadLines(relation) || (relation.op === 'sql' && relation.volatile) || (relation.op === 'script' && isPythonCall(relation.call)) || childRelations(relation).some(isUnrepeatable);
}

/** Whether the result is another one when the rows arrive in another order, as they may after a join or an aggregate on several threads. */
export const dependsOnOrder = (relation: Relation): boolean =>
  relation.op === 'limit' ||
  relationExpressions(relation).some(countsUnordered) ||
  (relation.op === 'aggregate' && relation.measures.some(({ value }) => value.op === 'call' && orderedFunctions.has(value.name))) ||
  childRelations(relation).some(dependsOnOrder);

/** Whether a value is the place of a row, or of a neighbour, among rows that nothing puts in order. */
const countsUnordered = (e: Expression): boolean => (e.op === 'window' && e.orderBy.length === 0 && orderedFunctions.has(e.name)) || partsOf(e).some(countsUnordered);

/** A scan whose bad lines are kept reads every column, so that which rows are bad does not depend on what is used later. */
export const keepsBadLines = (relation: Relation): boolean =>
  (relation.op === 'scan' && 'keepBadLines' in relation.source && relation.source.keepBadLines) || childRelations(relation).some(keepsBadLines);

function expensiveOperator(relation: Relation): boolean {
  switch (relation.op) {
    case 'join':
    case 'aggregate':
    case 'sort':
    case 'distinct':
    case 'set':
    case 'unnest':
    case 'model':
    case 'script':
    case 'sql':
      return true;
    case 'scan':
      return ['delimited', 'json', 'lines', 'arrow', 'excel', 'xml', 'database', 'rest'].includes(relation.source.format);
    case 'input':
    case 'shared':
    case 'values':
    case 'filter':
    case 'project':
    case 'extend':
    case 'limit':
    case 'union':
      return false;
  }
}
