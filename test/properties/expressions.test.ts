import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { substituteInExpression, type ParameterValues } from '../../engine/check/flow-parameters.ts';
import { writtenSpan } from '../../engine/check/written-text.ts';
import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import { emptyDocument, type FlowDocument } from '../../engine/document/document.ts';
import { findParameters } from '../../engine/expression/find-parameters.ts';
import { Lab } from './lab.ts';
import { anyText, settings } from './law.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await Lab.open();
});
afterAll(() => lab.close());

/** Conditions that are right, with everything around that could shift an offset. */
const right = [
  '"größe 🎈" > 1', "name = 'ü🎈''s'", '/* 日本 🎈 */ TRUE', 'TRUE -- é 🎈\n', '"größe 🎈" >= $least', "name <> $word", "name = '$word' OR TRUE", '$word = $word AND TRUE', "e'\\'$word' = name OR TRUE", '$$ $word $$ <> name', 'length("größe 🎈" || \'\u{1F469}\u200D\u{1F680}\') > 0',
];

const word = "it's 🎈 long -- text /* with everything";

function flow(condition: string): FlowDocument {
  return {
    ...emptyDocument('spans'),
    parameters: [{ name: 'least', type: 'integer', default: 3 }, { name: 'word', type: 'text', default: word }],
    nodes: {
      rows: { type: 'inline-table', version: 1, params: { table: { columns: [{ name: 'größe 🎈', type: 'INTEGER' }, { name: 'name', type: 'VARCHAR' }], rows: [] } } },
      keep: { type: 'filter-rows', version: 1, params: { condition } },
    },
    edges: [{ from: 'rows.out', to: 'keep.in' }],
  };
}

async function troubles(condition: string): Promise<readonly Diagnostic[]> {
  return (await lab.check(flow(condition))).diagnostics.filter((d) => d.severity === 'error');
}

const around = fc.tuple(fc.array(fc.constantFrom(...right), { maxLength: 3 }), fc.array(fc.constantFrom(...right), { maxLength: 3 }), fc.constantFrom(' AND ', '\nAND\t', ' AND /* ü */ '));

test('conditions built of right parts are right', async () => {
  await fc.assert(
    fc.asyncProperty(around, async ([before, after, and]) => {
      expect(await troubles([...before, 'TRUE', ...after].map((p) => `(${p})`).join(and))).toEqual([]);
    }),
    settings(60),
  );
});

test.each([
  ['a column that is not there', 'nam_', (bad: string) => `${bad} = 'x'`, 'expression-column'],
  ['a column with an odd name', '"größe 🎈."', (bad: string) => `1 < ${bad}`, 'expression-column'],
  ['a function that is not there', 'nofunc', (bad: string) => `${bad}(name)`, 'expression-function'],
  ['a token that does not belong', ']', (bad: string) => `name = ${bad} 'x'`, 'expression-syntax'],
  ['a word too many', 'elephant', (bad: string) => `name = 'x' ${bad} 3`, 'expression-syntax'],
] as const)('the span of %s is that token as it was written', async (_what, bad, part, code) => {
  await fc.assert(
    fc.asyncProperty(around, async ([before, after, and]) => {
      const condition = [...before, part(bad), ...after].map((p) => `(${p})`).join(and);
      const [first, ...others] = await troubles(condition);
      expect(others, condition).toEqual([]);
      expect(first?.code, condition).toBe(code);
      expect(first!.at, condition).toMatchObject({ node: 'keep', param: 'condition' });
      const { start, end } = first!.at.span!;
      expect({ start, text: condition.slice(start, end) }, condition).toEqual({ start: condition.indexOf(bad, [...before].map((p) => `(${p})`).join(and).length), text: bad });
    }),
    settings(40),
  );
});

test('a suggested replacement mends the expression and leaves parameters as they are', async () => {
  await fc.assert(
    fc.asyncProperty(around, async ([before, after, and]) => {
      const condition = [...before, "nam_ = $word", ...after].map((p) => `(${p})`).join(and);
      const [first] = await troubles(condition);
      expect(first?.replacement?.value, condition).toBe(condition.replace('nam_', 'name'));
      expect(await troubles(String(first!.replacement!.value))).toEqual([]);
    }),
    settings(30),
  );
});

test('a statement takes parameters too, and its errors are where they were written', async () => {
  const document = (statement: string): FlowDocument => ({ ...flow('TRUE'), nodes: { ...flow('TRUE').nodes, ask: { type: 'sql', version: 1, params: { statement } } }, edges: [...flow('TRUE').edges, { from: 'rows.out', to: 'ask.in1' }] });
  expect((await lab.check(document("SELECT *, $word AS w, '$least' AS l FROM in1 WHERE \"größe 🎈\" > $least"))).diagnostics).toEqual([]);
  const wrong = 'SELECT $word AS "🎈", nam_ FROM in1';
  const [problem] = (await lab.check(document(wrong))).diagnostics;
  expect(problem).toMatchObject({ code: 'sql-invalid', at: { node: 'ask', param: 'statement' } });
  expect(wrong.slice(problem!.at.span!.start, problem!.at.span!.end)).toBe('nam_');
});

test('a statement that does not parse is marked at the token that does not fit', async () => {
  const statement = "SELECT '🎈🎈é' AS a FROM in1 WHERE ] 1";
  const [problem] = (await lab.check({ ...flow('TRUE'), nodes: { ...flow('TRUE').nodes, ask: { type: 'sql', version: 1, params: { statement } } }, edges: [{ from: 'rows.out', to: 'keep.in' }, { from: 'rows.out', to: 'ask.in1' }] })).diagnostics;
  expect(problem).toMatchObject({ code: 'sql-invalid', at: { node: 'ask', param: 'statement' } });
  expect(statement.slice(problem!.at.span!.start, problem!.at.span!.end)).toBe(']');
});

const values: ParameterValues = new Map([['p', { type: 'text', value: "it's $q" }], ['long_name', { type: 'integer', value: '7' }]]);

/** Pieces of text with what DuckDB reads in them: a parameter, or something that only looks like one. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom({ text: '$p', uses: ['p'] }, { text: '$long_name', uses: ['long_name'] }),
    fc.constantFrom("'$p'", "'it''s $p'", '"$p"', '-- $p\n', '/* $p /* $p */ $p */', '$$ $p $$', '$tag$ $p $$ $tag$', "e'\\' $p'", "E'$p'").map((text) => ({ text, uses: [] as string[] })),
    fc.constantFrom('a', '1 +', '🎈', "'ü'", '(', ')', '\n').map((text) => ({ text, uses: [] as string[] })),
  ),
  { maxLength: 8 },
);

test('only parameters outside of texts, names and comments are put in place', () => {
  fc.assert(
    fc.property(pieces, (given) => {
      const text = given.map((p) => p.text).join(' ');
      const uses = given.flatMap((p) => p.uses);
      expect(findParameters(text).map((u) => u.name)).toEqual(uses);
      for (const use of findParameters(text)) expect(text.slice(use.start, use.end)).toBe(`$${use.name}`);
      const replaced = substituteInExpression(text, values);
      expect(replaced.unknown).toEqual([]);
      expect(replaced.prepared).toBe(given.map((p) => (p.uses.length === 0 ? p.text : p.uses[0] === 'p' ? "CAST('it''s $q' AS VARCHAR)" : "CAST('7' AS BIGINT)")).join(' '));
    }),
    settings(300),
  );
});

test('spans of what was not replaced map back to the same text', () => {
  fc.assert(
    fc.property(pieces, (given) => {
      const replaced = substituteInExpression(given.map((p) => p.text).join(' '), values);
      let from = 0;
      for (const piece of given) {
        const prepared = piece.uses.length === 0 ? piece.text : piece.uses[0] === 'p' ? "CAST('it''s $q' AS VARCHAR)" : "CAST('7' AS BIGINT)";
        const span = writtenSpan(replaced, { start: from, end: from + prepared.length });
        expect(replaced.written.slice(span.start, span.end)).toBe(piece.text);
        const inner = writtenSpan(replaced, { start: from, end: from + 1 });
        if (piece.uses.length > 0) expect(replaced.written.slice(inner.start, inner.end)).toBe(piece.text);
        from += prepared.length + 1;
      }
    }),
    settings(300),
  );
});

test('no text makes the search for parameters stumble', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const use of findParameters(text)) expect(text.slice(use.start, use.end)).toBe(`$${use.name}`);
      const { written, prepared, exchanges } = substituteInExpression(text, values);
      expect(written).toBe(text);
      if (exchanges.length === 0) expect(prepared).toBe(text);
    }),
    settings(500),
  );
});
