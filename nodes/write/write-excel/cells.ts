import { isNumericType, type Column, type Schema } from '../../../engine/core/schema.ts';
import { quoted, type Built } from '../../../engine/definition/index.ts';
import { binary, call, cast, choose, column, literal, type Expression } from '../../../engine/expression/expression.ts';
import { input, shared, type Relation } from '../../../engine/relation/relation.ts';

const isTime = (type: string): boolean => type === 'DATE' || type.startsWith('TIMESTAMP');
const isFloat = (type: string): boolean => type === 'FLOAT' || type === 'DOUBLE';

function cellType(type: string): string {
  if (type.startsWith('TIMESTAMP')) return 'TIMESTAMP';
  return isNumericType(type) || ['DATE', 'TIME', 'BOOLEAN'].includes(type) ? type : 'VARCHAR';
}

/** The rows as cells can hold them: numbers, dates, times, truth values; everything else as text. */
export function asCells(schema: Schema): Relation {
  if (schema.every((c) => cellType(c.type) === c.type && c.type !== 'VARCHAR' && !isTime(c.type) && !isFloat(c.type))) return input('in');
  return { op: 'project', from: input('in'), columns: schema.map((c) => ({ name: c.name, value: cellOf(c) })) };
}

function cellOf({ name, type }: Column): Expression {
  const to = cellType(type);
  const value = to === type ? column(name) : cast(column(name), to);
  // A cell that holds nan or inf makes Excel call the whole workbook damaged.
  if (isFloat(type)) return choose(call('isfinite', value), value);
  if (to === 'VARCHAR') return choose(isTooLong(value), choose(binary(unitsOf(value), '>', call('length', value)), call('left', value, literal(Math.floor(mostText / 2))), call('left', value, literal(mostText))), value);
  if (!isTime(type)) return value;
  // Excel counts a 29 February 1900 that never was, so days before it have numbers that are one less than those the database writes.
  const early = cast(binary(value, '-', call('to_days', literal(1))), to);
  return choose(call('isfinite', value), choose(binary(value, '<', literal('1900-03-01', to)), early, value));
}

/** Most units of UTF-16 in a cell; more make Excel call the whole workbook damaged. */
const mostText = 32_767;

/** Characters beyond the first plane count twice. */
const unitsOf = (text: Expression): Expression => binary(call('length', text), '+', call('length', call('regexp_replace', text, literal(String.raw`[^\x{10000}-\x{10FFFF}]`), literal(''), literal('g'))));

/** Few texts have so many bytes that they need to be counted. */
const isTooLong = (text: Expression): Expression => choose(binary(call('strlen', text), '>', literal(mostText)), binary(unitsOf(text), '>', literal(mostText)), literal(false));

/** Values of a column that a cell does not keep as they are. */
interface Loss {
  readonly column: string;
  readonly what: string;
  readonly when: Expression;
  /** Goes on after the name of the column. */
  readonly message: string;
}

/** What may be lost of the columns; that is counted in the run, since most columns lose nothing. */
export function lossesOf(schema: Schema): readonly Loss[] {
  return schema.flatMap(({ name, type }): Loss[] => {
    const value = column(name);
    const infinite = (kind: string): Loss => ({ column: name, what: 'infinite values', when: { op: 'not', item: call('isfinite', value) }, message: `has ${kind}, which no cell can hold; their cells are empty. Replace them before, or convert the column to text` });
    if (isFloat(type)) return [infinite('values that are no finite numbers, such as NaN')];
    if (isTime(type)) {
      const past = binary(cast(value, 'TIMESTAMP'), '<', literal('1900-01-01', 'TIMESTAMP'));
      return [infinite('times without an end'), { column: name, what: 'days before 1900', when: { op: 'and', items: [call('isfinite', value), past] }, message: 'has days before 1900, which Excel does not know and shows as ####; convert the column to text' }];
    }
    if (cellType(type) === 'VARCHAR') return [{ column: name, what: 'text', when: isTooLong(type === 'VARCHAR' ? value : cast(value, 'VARCHAR')), message: `has texts of more than the ${mostText} characters that a cell holds; they are cut there. Write them to another kind of file, or split them before` }];
    if (!/^(U?BIGINT|U?HUGEINT|DECIMAL\((1[6-9]|[23]\d),\d+\))$/.test(type)) return [];
    const limit = 10 ** (15 - Number(/,(\d+)\)$/.exec(type)?.[1] ?? 0));
    return [{ column: name, what: 'digits', when: binary(call('abs', cast(value, 'DOUBLE')), '>=', literal(limit, 'DOUBLE')), message: 'has numbers of more than the 15 digits that Excel keeps; convert it to text where all of them matter' }];
  });
}

/** A warning for every loss that a run finds. */
export function lossGate(losses: readonly Loss[]): Pick<Built, 'shared' | 'gate'> {
  const measures = losses.map(({ when }, i) => ({ name: `c${i}`, value: { op: 'call', name: 'count', args: [], filter: when } as const }));
  const counted: Relation = { op: 'aggregate', from: input('in'), groups: [], measures: [...measures, { name: 'rows', value: call('count') }] };
  const rules = losses.map(
    ({ column: name, what, message }, i): Relation => ({
      op: 'project',
      from: shared('lost'),
      columns: [
        { name: 'rule', value: literal(`${what} of ${name}`) },
        { name: 'severity', value: literal('warn') },
        { name: 'message', value: literal(`column ${quoted(name)} ${message}`) },
        { name: 'success', value: binary(column(`c${i}`), '=', literal(0, 'BIGINT')) },
        { name: 'broken', value: column(`c${i}`) },
        { name: 'rows', value: column('rows') },
      ],
    }),
  );
  return { shared: { lost: counted }, gate: { from: rules.length === 1 ? rules[0]! : { op: 'union', items: rules } } };
}
