import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { expectTold, flowText, newProject } from './project.ts';

const rows = ['inline-table', { table: { columns: [{ name: 'amount', type: 'INTEGER' }, { name: 'größe', type: 'DOUBLE' }, { name: 'name', type: 'VARCHAR' }], rows: [[1, 1.5, 'a']] } }] as const;

const filtered = (condition: unknown) =>
  newProject(flowText({ rows, keep: ['filter-rows', { condition }], file: ['write-delimited', { path: 'out.csv' }] }, ['rows.out > keep.in', 'keep.passed > file.in']), { 'out.csv': 'old\n' });

/** The part of the expression that the first error of `check --json` points at. */
async function pointedAt(expression: string): Promise<string | undefined> {
  const project = await filtered(expression);
  const { diagnostics } = JSON.parse((await project.call('check', ['--json'])).out) as { diagnostics: Diagnostic[] };
  const { span } = diagnostics[0]!.at;
  return span && expression.slice(span.start, span.end);
}

describe('a formula', () => {
  it('does not parse: the token is pointed at', async () => {
    await (await filtered('amount > ) 3')).refuses('run', { exit: 2, code: 'expression-syntax', node: 'keep', param: 'condition', column: 10, says: /"condition" of node "keep" does not parse at "\)".*Mend it there/ });
    await (await filtered('amount >> > 3')).refuses('run', { exit: 2, code: 'expression-syntax', node: 'keep', param: 'condition', column: 8, says: /The operator >> has nothing to its right.*Write the second value/ });
    expect(await pointedAt('amount > > 3')).toBe('>');
    expect(await pointedAt("'🎈ä' = name AND ) > 1")).toBe(')');
    expect(await pointedAt("größe > 1.5 AND\n  name == = 'ü'")).toBe('=');
    await (await filtered('amount >')).refuses('run', { exit: 2, code: 'expression-syntax', node: 'keep', param: 'condition', column: 8, says: /does not parse at its end/ });
    await (await filtered("name = 'open")).refuses('run', { exit: 2, code: 'expression-syntax', node: 'keep', param: 'condition', column: 8, says: /unterminated quoted string/i });
  });

  it('names a column that is not there: the name is pointed at', async () => {
    await (await filtered('amout > 3')).refuses('run', { exit: 2, code: 'expression-column', node: 'keep', param: 'condition', column: 1, says: /no column amout.*Did you mean amount\?/ });
    // What the database takes for alike without a part in common is not offered.
    await (await filtered('price > 3')).refuses('run', { exit: 2, code: 'expression-column', node: 'keep', param: 'condition', column: 1, says: /no column price.*The columns are/ });
    expect(await pointedAt("name = '🎈🎈 größe' AND amout > 3")).toBe('amout');
    expect(await pointedAt("größe > 1 AND \"größ e\" > 3")).toBe('"größ e"');
    await (await filtered('qqqqqqqq > 3')).refuses('run', { exit: 2, code: 'expression-column', node: 'keep', param: 'condition', column: 1, says: /no column qqqqqqqq.*amount/ });
  });

  it('calls a function that is not there, or wrongly', async () => {
    await (await filtered("'ä' = name AND lenght(name) > 3")).refuses('run', { exit: 2, code: 'expression-function', node: 'keep', param: 'condition', column: 16, says: /"lenght".*Did you mean/ });
    expect(await pointedAt("'🎈' = name AND lenght(name) > 3")).toBe('lenght');
    await (await filtered('substr(amount) > 3')).refuses('run', { exit: 2, code: 'expression-type', node: 'keep', param: 'condition', column: 1, says: /substr.*(Change the expression|cast)/ });
  });

  it('does not fit the types, or the setting', async () => {
    await (await filtered("amount + name")).refuses('run', { exit: 2, code: 'expression-type', node: 'keep', param: 'condition', column: 8, says: /\+\(INTEGER, VARCHAR\).*Change the expression, or cast/ });
    await (await filtered('amount')).refuses('run', { exit: 2, code: 'expression-kind', node: 'keep', param: 'condition', says: /gives INTEGER but has to be true or false\. Compare it/ });
    await (await filtered('(SELECT 1) = 1')).refuses('run', { exit: 2, code: 'expression-kind', node: 'keep', param: 'condition', says: /subquery.*Use a join, or an SQL node/ });
    await (await filtered('$limit > amount')).refuses('run', { exit: 2, code: 'parameter-unknown', node: 'keep', param: 'condition', says: /"limit", which the flow does not declare.*Declare it/ });
    await (await filtered("true; DROP TABLE x")).refuses('run', { exit: 2, code: 'expression-syntax', node: 'keep', param: 'condition', column: 1, says: /must be one expression, without/ });
  });

  it('of one formula among several is told by its place in the list', async () => {
    const columns = [{ name: 'a', expression: 'amount * 2' }, { name: 'b', expression: "'ü' || nmae" }];
    const project = await newProject(flowText({ rows, f: ['formula', { columns }] }, ['rows.out > f.in']));
    await project.refuses('check', { exit: 2, code: 'expression-column', node: 'f', param: 'columns.1.expression', column: 8, says: /nmae.*Did you mean name\?/ });
  });

  it('of SQL is told at the token, and may be one SELECT only', async () => {
    const sql = (statement: string) => newProject(flowText({ rows, s: ['sql', { statement }] }, ['rows.out > s.in1']));
    await (await sql("SELECT 'ß', amout FROM in1")).refuses('check', { exit: 2, code: 'sql-invalid', node: 's', param: 'statement', column: 13, says: /amout.*amount/ });
    await (await sql('SELEC 1')).refuses('check', { exit: 2, code: 'sql-invalid', node: 's', param: 'statement', column: 7, says: /syntax error/i });
    await (await sql("COPY (SELECT 1) TO 'x.csv'")).refuses('run', { exit: 2, code: 'sql-invalid', node: 's', param: 'statement', says: /must be one SELECT/ });
    await (await sql('SELECT 1; SELECT 2')).refuses('run', { exit: 2, code: 'sql-invalid', node: 's', param: 'statement', says: /must be one SELECT/ });
  });
});

describe('a setting', () => {
  it('is missing, of the wrong kind, not a choice, or unknown', async () => {
    const project = await newProject(flowText({ rows, file: ['write-delimited'], cut: ['limit-rows', { count: 'ten' }], sort: ['sort-rows', { keys: [{ by: 'amount', direction: 'up' }] }], typo: ['limit-rows', { count: 1, ofset: 3 }] }, ['rows.out > file.in', 'rows.out > cut.in', 'rows.out > sort.in', 'rows.out > typo.in']));
    const ended = await project.refuses('run', { exit: 2, code: 'param-missing', node: 'file', param: 'path', says: /"File" of node "file" is empty\. Fill it in/ });
    expectTold(ended, { exit: 2, code: 'param-invalid', node: 'cut', param: 'count', says: /cannot be "ten".*Change it/ });
    expectTold(ended, { exit: 2, code: 'param-invalid', node: 'sort', param: 'keys.0.direction', says: /\(item 1\).*It can be "ascending", "descending"/ });
    expectTold(ended, { exit: 2, code: 'param-unknown', node: 'typo', param: 'ofset', says: /Did you mean "offset"\?/ });
  });

  it('names a type or a column that is not there', async () => {
    const project = await newProject(flowText({ rows, s: ['select-columns', { columns: [{ column: 'amount', type: 'INTEGR' }] }], g: ['aggregate', { groups: [{ by: 'nmae', as: 'who' }], measures: [{ function: 'count', as: 'n' }] }] }, ['rows.out > s.in', 'rows.out > g.in']));
    const ended = await project.refuses('check', { exit: 2, code: 'param-invalid', node: 's', param: 'columns.0.type', says: /"INTEGR" is not a type\. Use one such as/ });
    expectTold(ended, { exit: 2, code: 'expression-column', node: 'g', param: 'groups.0.by', column: 1, says: /Did you mean name/ });
  });
});

describe('a flow parameter', () => {
  const flow = flowText({ rows, keep: ['filter-rows', { condition: 'amount > $least' }] }, ['rows.out > keep.in'], { parameters: [{ name: 'least', type: 'integer', default: 1 }] });
  it('is unknown, unreadable, or not NAME=VALUE', async () => {
    const project = await newProject(flow);
    await project.refuses('run', { exit: 2, code: 'parameter-unknown', says: /no parameter "lest"\. Did you mean "least"\?/ }, ['--param', 'lest=3']);
    await project.refuses('check', { exit: 2, code: 'parameter-invalid', says: /"least" is "many", which is not a whole number/ }, ['--param', 'least=many']);
    for (const given of ['least', '=3', '']) await project.refuses('run', { exit: 2, code: 'parameter-invalid', says: /is not NAME=VALUE\. Write for example/ }, ['--param', given]);
  });
});
