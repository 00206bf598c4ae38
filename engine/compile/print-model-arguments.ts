import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { ModelCall, ModelColumn } from '../relation/model-call.ts';
import { modelArguments, tellsRefused } from '../relation/model-call.ts';

/** SQL of the arguments of a model's function, the one that tells of a refused value included. */
export function printModelArguments(call: ModelCall): string[] {
  const read = modelArguments(call).map((argument) => printArgument(argument, call.onFailure === 'null'));
  // A model that reads nothing is called for each row all the same.
  if (read.length === 0) return ['CAST(0 AS TINYINT)'];
  return tellsRefused(call) ? [...read, printRefused(call)] : read;
}

function printArgument(argument: ModelColumn, tried: boolean): string {
  const value = tried || argument.mayFail !== true ? converted(argument, argument.sqlType, tried) : orStop(argument);
  return argument.fill === undefined ? value : `coalesce(${value}, CAST(${quotedText(argument.fill)} AS ${argument.sqlType}))`;
}

/** The value, or an error that names its column and shows it: the database's own names no column. The last part is computed for rows without a value only. */
function orStop(argument: ModelColumn): string {
  const shown = `left(CAST(${quotedIdentifier(argument.column)} AS VARCHAR), 200)`;
  const stop = `CAST(error(concat(${quotedText(`"${argument.column}" cannot be converted to ${argument.sqlType}: `)}, ${shown})) AS ${argument.sqlType})`;
  const value = converted(argument, argument.sqlType, true);
  if (argument.sqlType.endsWith(']')) return `CASE WHEN ${isRefused(argument)} THEN ${stop} ELSE ${value} END`;
  return `coalesce(${value}, CASE WHEN ${valueOf(argument)} IS NOT NULL THEN ${stop} END)`;
}

const converted = (argument: ModelColumn, type: string, tried: boolean): string => `${tried ? 'TRY_CAST' : 'CAST'}(${valueOf(argument)} AS ${type})`;

/** The column itself; of text that stands for a value, an empty one is none. */
function valueOf({ column, sqlType, written, equals, keys }: ModelColumn): string {
  const name = quotedIdentifier(column);
  if (written === true) return `nullif(trim(${name}), '')`;
  if (equals !== undefined) return `(CAST(${name} AS VARCHAR) = ${quotedText(equals)})`;
  if (keys === undefined) return name;
  const none = sqlType.startsWith('VARCHAR') ? "''" : '0';
  return `CASE WHEN ${name} IS NOT NULL THEN list_transform(CAST([${keys.names.map(quotedText).join(', ')}] AS ${keys.sqlType}[]), lambda "key of millrace": coalesce(map_extract_value(${name}, "key of millrace"), ${none})) END`;
}

/** The place of the first argument whose value cannot be converted, a colon, and the value; NULL for none. */
function printRefused(call: ModelCall): string {
  const cases = modelArguments(call).flatMap((argument, index) => {
    if (argument.mayFail !== true) return [];
    return `WHEN ${isRefused(argument)} THEN concat('${index}:', left(CAST(${quotedIdentifier(argument.column)} AS VARCHAR), 200))`;
  });
  return `CASE ${cases.join(' ')} END`;
}

function isRefused(argument: ModelColumn): string {
  const levels = argument.sqlType.split('[]').length - 1;
  const value = valueOf(argument);
  if (levels === 0) return `${value} IS NOT NULL AND ${converted(argument, argument.sqlType, true)} IS NULL`;
  // An item that cannot be converted becomes NULL within its list, where NULL may also have stood before.
  const items = argument.written === true ? `TRY_CAST(${value} AS VARCHAR${'[]'.repeat(levels)})` : value;
  const known = (list: string): string => `list_count(${'flatten('.repeat(levels - 1)}${list}${')'.repeat(levels - 1)})`;
  return `${value} IS NOT NULL AND (${converted(argument, argument.sqlType, true)} IS NULL OR ${known(items)} <> ${known(converted(argument, argument.sqlType, true))})`;
}
