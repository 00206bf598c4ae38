import type { Schema } from '../../../engine/core/schema.ts';
import type { Built } from '../../../engine/definition/index.ts';
import { and, binary, call, cast, choose, column, isNotNull, isNotTrue, isNull, isTrue, literal, or, type Expression } from '../../../engine/expression/expression.ts';
import { fittingJson, isNested, jsonMisfit } from '../../../engine/expression/json-misfit.ts';
import type { FileScan, Relation } from '../../../engine/relation/relation.ts';
import { badLineColumns, lineColumns, shared } from '../../../engine/relation/relation.ts';

/** Columns at the errors port, as examples write them. */
export const badLines: Readonly<Record<string, string>> = Object.fromEntries(badLineColumns.map((c) => [c.name, c.type]));

const json = cast(column('_text'), 'JSON', true);
const isObject = binary(call('json_type', json), '=', literal('OBJECT'));
/** The value under a name, NULL where it is none of the type; JSON null is NULL. */
const valueOf = ({ name, type }: Schema[number]): Expression => (type === 'JSON' ? choose(binary(call('json_type', at(name)), '<>', literal('NULL')), at(name)) : isNested(type) ? fittingJson(at(name), type, isNull(jsonMisfit(at(name), type, name))) : call('try', cast(at(name), type)));
const at = (name: string): Expression => call('json_extract', json, literal(pathOf(name)));

/** The lines of a file of JSON objects parted in two: those that are rows, and those that are not with the reason. Empty lines are neither. */
export function linesOrRejects(path: string, files: Omit<FileScan, 'path'>, schema: Schema): Pick<Built, 'outputs' | 'shared'> {
  const beside = schema.filter((c) => c.name === files.fileColumn || files.partitions?.some((p) => p.name === c.name) === true);
  const own = schema.filter((c) => !beside.includes(c));
  const scan: Relation = { op: 'scan', source: { format: 'lines', path, ...files, encoding: 'utf-8', compression: packedAs(path), skip: 0 }, schema: [...lineColumns, ...beside] };
  const line: Expression = { op: 'window', name: 'row_number', args: [], partitionBy: files.fileColumn === undefined ? [] : [column(files.fileColumn)], orderBy: [] };
  const unfit = own.map((c) => isNested(c.type) ? isNotNull(jsonMisfit(at(c.name), c.type, c.name)) : and({ op: 'is', item: call('json_extract_string', json, literal(pathOf(c.name))), what: 'NOT NULL' }, isNull(valueOf(c))));
  const filled = binary(call('trim', column('_text')), '<>', literal(''));
  const isRow = and(isTrue(isObject), isNotTrue(or(literal(false), ...unfit)));
  const rows: Relation = { op: 'filter', from: shared('lines'), condition: isTrue(isRow) };
  const rejects: Relation = { op: 'filter', from: shared('lines'), condition: and(isNotTrue(isRow), filled) };
  const text = (value: string | null): Expression => literal(value, 'VARCHAR');
  const reason = (malformed: Expression, noObject: Expression, value: Expression): Expression => choose(isNull(json), malformed, choose(isTrue(isObject), value, noObject));
  const firstUnfit = (then: (c: Schema[number]) => Expression): Expression => own.reduceRight<Expression>((otherwise, c, i) => choose(isTrue(unfit[i]!), then(c), otherwise), text(null));
  return {
    shared: { lines: { op: 'extend', from: scan, columns: [{ name: '_line', value: line }] } },
    outputs: {
      out: { op: 'project', from: rows, columns: schema.map((c) => ({ name: c.name, value: beside.includes(c) ? column(c.name) : valueOf(c) })) },
      errors: {
        op: 'project',
        from: rejects,
        columns: [
          { name: '_line', value: cast(column('_line'), 'UBIGINT') },
          { name: '_text', value: column('_text') },
          { name: '_error_code', value: reason(text('malformed'), text('no object'), text('cast')) },
          { name: '_error_column', value: reason(text(null), text(null), firstUnfit((c) => text(c.name))) },
          { name: '_error_message', value: reason(text('Not a JSON value'), text('Not a JSON object'), firstUnfit((c) => (isNested(c.type) ? jsonMisfit(at(c.name), c.type, c.name) : text(`Not a value of type ${c.type}`)))) },
        ],
      },
    },
  };
}

const pathOf = (name: string): string => `$."${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const packedAs = (path: string): 'none' | 'gzip' | 'zstd' => (path.endsWith('.gz') ? 'gzip' : path.endsWith('.zst') ? 'zstd' : 'none');
