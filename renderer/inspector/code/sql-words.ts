/** Words that are never offered as names; the first part of each list is offered in completion. */
export const expressionKeywords = [
  'AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'LIKE', 'ILIKE', 'BETWEEN', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END',
  'CAST', 'TRY_CAST', 'AS', 'TRUE', 'FALSE', 'INTERVAL', 'DATE', 'TIMESTAMP', 'DISTINCT', 'FILTER', 'WHERE',
  'OVER', 'PARTITION', 'BY', 'ORDER', 'ASC', 'DESC', 'SIMILAR', 'TO', 'ESCAPE', 'COLLATE', 'EXTRACT', 'FROM',
] as const;

export const statementKeywords = [
  'SELECT', 'FROM', 'WHERE', 'GROUP', 'BY', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET', 'JOIN', 'LEFT', 'RIGHT', 'FULL',
  'INNER', 'CROSS', 'SEMI', 'ANTI', 'ASOF', 'ON', 'USING', 'UNION', 'ALL', 'EXCEPT', 'INTERSECT', 'WITH', 'RECURSIVE',
  'VALUES', 'EXCLUDE', 'REPLACE', 'QUALIFY', 'WINDOW', 'PIVOT', 'UNPIVOT', 'LATERAL', 'ROWS', 'RANGE', 'PRECEDING',
  'FOLLOWING', 'UNBOUNDED', 'CURRENT', 'ROW', 'SAMPLE', 'UNNEST', 'NULLS', 'FIRST', 'LAST', 'EXISTS', 'ANY',
] as const;
