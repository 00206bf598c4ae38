import { freshName } from '../../../engine/core/schema.ts';
import { typeFamily } from '../../../engine/core/type-family.ts';
import { defineNode, errorsPort, failedRows, goesWithout, inputColumn, inputSchema, noFailures, onMissing, quoted, soundRows, uniqueColumns, type Failure } from '../../../engine/definition/index.ts';
import type { Expression } from '../../../engine/expression/expression.ts';
import { binary, call, cast, column, isTrue, lambda, literal } from '../../../engine/expression/expression.ts';
import type { Relation } from '../../../engine/relation/relation.ts';
import { input, shared } from '../../../engine/relation/relation.ts';
import { examples } from './examples.ts';

export const splitColumn = defineNode({
  type: 'split-column',
  version: 2,
  title: 'Split column',
  category: 'columns',
  icon: 'Sc',
  summary: 'Cuts a text column at a separator, at a pattern or at fixed widths, into columns, rows or a list.',
  keywords: ['text to columns', 'cell splitter', 'split name', 'split field', 'delimiter', 'tokenise', 'tokenize', 'split to rows', 'custom split', 'first name', 'last name'],
  inputs: [{ name: 'in', title: 'Rows', required: true }],
  outputs: [{ name: 'out', title: 'Rows', kind: 'rows' }, errorsPort],
  params: {
    column: { kind: 'column', label: 'Column', help: 'The first text column when empty.', over: 'in', default: null },
    by: {
      kind: 'choice',
      label: 'Cut at',
      default: 'separator',
      options: [
        { value: 'separator', label: 'A separator' },
        { value: 'regex', label: 'A regular expression' },
        { value: 'widths', label: 'Fixed widths' },
      ],
    },
    separator: { kind: 'text', label: 'Separator', help: 'Every character when empty.', default: ',', showIf: { param: 'by', in: ['separator'] } },
    pattern: { kind: 'text', label: 'Pattern', default: '\\s+', showIf: { param: 'by', in: ['regex'] } },
    widths: { kind: 'texts', label: 'Widths', help: 'Characters of each piece; what is left makes one more piece.', default: [], showIf: { param: 'by', in: ['widths'] } },
    into: {
      kind: 'choice',
      label: 'Into',
      default: 'list',
      options: [
        { value: 'columns', label: 'Columns' },
        { value: 'rows', label: 'Rows' },
        { value: 'list', label: 'A list' },
      ],
    },
    names: { kind: 'texts', label: 'Names of the columns', help: 'Their number says how many there are.', default: [], showIf: { param: 'into', in: ['columns'] } },
    surplus: {
      kind: 'choice',
      label: 'More pieces than columns',
      default: 'errors',
      showIf: { param: 'into', in: ['columns'] },
      options: [
        { value: 'errors', label: 'Send the row to Errors' },
        { value: 'last', label: 'Keep the rest in the last column', help: 'Not with a regular expression.' },
        { value: 'drop', label: 'Leave them out' },
      ],
    },
    name: { kind: 'text', label: 'Name of the result', help: 'Replaces the column when empty.', default: null, showIf: { param: 'into', in: ['rows', 'list'] } },
    position: { kind: 'text', label: 'Column with the number of the piece', help: 'None when empty.', default: null, showIf: { param: 'into', in: ['rows'] } },
    trim: { kind: 'boolean', label: 'Trim the pieces', default: true },
    keep: { kind: 'boolean', label: 'Keep the column', default: false, showIf: { param: 'into', in: ['columns'] } },
    onMissing,
  },
  caption: ({ column: name, into }) => (name ? `${name} into ${into ?? 'a list'}` : ''),
  build(context) {
    const { into, names, surplus, name, position, keep } = context.params;
    const schema = inputSchema(context, 'in');
    if (!schema) return { outputs: {} };
    if (goesWithout(schema, context.params.column, context.params.onMissing)) return { outputs: { out: input('in'), errors: noFailures(input('in')) } };
    const source = context.params.column === null ? schema.find((c) => typeFamily(c.type) === 'text') : inputColumn(context, schema, context.params.column, 'column');
    if (!source) {
      if (context.params.column === null) context.report('param-missing', 'No column of the input is text. Convert one with Convert types first.', { param: 'column' });
      return { outputs: {} };
    }
    if (typeFamily(source.type) !== 'text') context.report('type-mismatch', `Column ${quoted(source.name)} is ${source.type}, not text. Convert it with Convert types first.`, { param: 'column' });
    const text = source.type === 'VARCHAR' ? column(source.name) : cast(column(source.name), 'VARCHAR');
    const pieces = piecesOf(context.params, text, (message, param) => context.report('param-invalid', message, { param }));
    if (!pieces) return { outputs: {} };
    const none = noFailures(input('in'));
    const taken = schema.map((c) => c.name);

    if (into === 'columns') {
      if (names.length === 0 || names.includes('')) context.report('param-missing', 'The new columns have no names. Write one name for each piece.', { param: 'names' });
      if (surplus === 'last' && context.params.by === 'regex') context.report('param-invalid', 'What a regular expression cut away cannot be put back, so the rest cannot go into one column. Choose another way for the pieces that are left.', { param: 'surplus' });
      const others = keep ? taken : taken.filter((n) => n !== source.name);
      uniqueColumns(context, [...others, ...names], () => 'names');
      const list = freshName([...taken, ...names], '_pieces');
      const cut: Relation = { op: 'extend', from: input('in'), columns: [{ name: list, value: pieces }] };
      const glue = context.params.by === 'separator' ? context.params.separator : '';
      const piece = (i: number): Expression =>
        surplus === 'last' && i === names.length - 1 ? call('nullif', call('array_to_string', call('list_slice', column(list), literal(i + 1), call('len', column(list))), literal(glue)), literal('')) : call('list_extract', column(list), literal(i + 1));
      const failures: Failure[] = surplus === 'errors' ? [{ when: isTrue(binary(call('len', column(list)), '>', literal(names.length))), code: 'too-many-pieces', column: source.name, message: call('concat', literal(`${quoted(source.name)} has `), call('len', column(list)), literal(` pieces for ${names.length} columns`)) }] : [];
      const out: Relation = { op: 'extend', from: failures.length > 0 ? soundRows(shared('cut'), failures) : shared('cut'), columns: names.map((n, i) => ({ name: n, value: piece(i) })), without: keep ? [list] : [list, source.name] };
      return { shared: { cut }, outputs: { out, errors: failures.length > 0 ? failedRows(shared('cut'), failures, [list]) : none } };
    }
    const target = name || source.name;
    const extra = into === 'rows' && position ? [position] : [];
    const replaces = target.toLowerCase() === source.name.toLowerCase();
    uniqueColumns(context, [...taken.filter((n) => !replaces || n !== source.name), target, ...extra], () => (extra.length > 0 ? 'position' : 'name'));
    if (into === 'list') return { outputs: { out: { op: 'extend', from: input('in'), columns: [{ name: replaces ? source.name : target, value: pieces, ...(replaces ? { replaces } : {}) }] }, errors: none } };
    // A text that is missing still makes one row.
    const list = call('coalesce', pieces, { op: 'list', items: [literal(null, 'VARCHAR')] });
    const [made, number] = [freshName([...taken, target], '_piece'), freshName([...taken, target], '_number')];
    const rows: Relation = { op: 'unnest', from: input('in'), list, as: made, ...(extra.length > 0 ? { also: [{ name: number, value: call('generate_series', literal(1), call('len', list)) }] } : {}) };
    const columns = schema.map((c) => (c.name === source.name && replaces ? { name: c.name, value: column(made) } : { name: c.name, value: column(c.name) }));
    return { outputs: { out: { op: 'project', from: rows, columns: [...columns, ...(replaces ? [] : [{ name: target, value: column(made) }]), ...extra.map((n) => ({ name: n, value: column(number) }))] }, errors: none } };
  },
  // Version 2 added what is done when the column is gone; it is reported as before unless chosen otherwise.
  migrations: { 1: (params) => params },
  examples,
});

interface Cut {
  readonly by: 'separator' | 'regex' | 'widths';
  readonly separator: string;
  readonly pattern: string;
  readonly widths: readonly string[];
  readonly trim: boolean;
}

/** The pieces of a text as a list. */
function piecesOf(cut: Cut, text: Expression, report: (message: string, param: string) => void): Expression | null {
  let list: Expression;
  if (cut.by === 'separator') list = call('string_split', text, literal(cut.separator));
  else if (cut.by === 'regex') {
    if (cut.pattern === '') {
      report('The pattern is empty. Write a regular expression for what stands between the pieces.', 'pattern');
      return null;
    }
    list = call('string_split_regex', text, literal(cut.pattern));
  } else {
    const widths = cut.widths.map((w) => (/^[1-9]\d{0,5}$/.test(w.trim()) ? Number(w) : 0));
    if (widths.length === 0 || widths.includes(0)) {
      report('Widths are whole numbers of characters. Write at least one, such as 4.', 'widths');
      return null;
    }
    let start = 1;
    const parts = widths.map((w) => {
      const part = call('substr', text, literal(start), literal(w));
      start += w;
      return part;
    });
    const all: Expression = { op: 'list', items: [...parts, call('substr', text, literal(start))] };
    list = { op: 'case', when: [{ if: { op: 'is', item: text, what: 'NOT NULL' }, then: call('list_filter', all, lambda('_piece', binary(column('_piece'), '<>', literal('')))) }] };
  }
  return cut.trim ? call('list_transform', list, lambda('_piece', call('trim', column('_piece')))) : list;
}
