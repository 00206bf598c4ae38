import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentSchema, documentVersion, type FlowDocument } from '../../engine/document/document.ts';
import { documentMigrations, migrateDocument } from '../../engine/document/migrate-document.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { anyText, settings } from './law.ts';

const id = fc.oneof(fc.constantFrom('constructor', 'toString', 'a', '__proto', 'x-1'), fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/));
const end = fc.tuple(id, fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/)).map((p) => p.join('.'));

/** Any JSON value; -0 is left out since JSON text does not keep it apart from 0. */
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** Fields this version does not know, as a newer one or a person may add them. */
const extra = fc.dictionary(fc.constantFrom('zeta', 'x-note', 'härte 🎈', '0', 'type2'), json, { maxKeys: 2, noNullPrototype: true });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const without = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;

const node = fc
  .tuple(fc.record({ type: fc.oneof(fc.constantFrom('filter-rows', 'no-such-node'), anyText.filter((t) => t !== '')), version: fc.integer({ min: 1, max: 9 }), title: maybe(anyText), note: maybe(anyText), disabled: maybe(fc.boolean()), params: fc.dictionary(anyText.filter((k) => k !== '__proto__'), json, { maxKeys: 4, noNullPrototype: true }) }), extra)
  .map(([known, more]) => ({ ...more, ...without(known) }));

const parameter = fc.record({ name: fc.stringMatching(/^[A-Za-z_]\w{0,6}$/), type: fc.constantFrom('text', 'integer', 'number', 'boolean', 'date', 'timestamp'), default: fc.oneof(anyText, fc.integer(), fc.boolean(), fc.constant(null)), label: maybe(anyText) }).map(without);

const position = fc.tuple(fc.record({ x: fc.integer(), y: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0) }), extra).map(([p, more]) => ({ ...more, ...p }));

const document = fc
  .tuple(
    fc.record({
      name: anyText,
      description: maybe(anyText),
      parameters: fc.array(parameter, { maxLength: 3 }),
      nodes: fc.dictionary(id, node, { maxKeys: 5, noNullPrototype: true }),
      edges: fc.array(fc.tuple(fc.record({ from: end, to: end }), extra).map(([e, more]) => ({ ...more, ...e })), { maxLength: 5 }),
      layout: fc.dictionary(id, position, { maxKeys: 4, noNullPrototype: true }),
    }),
    extra,
  )
  .map(([known, more]) => documentSchema.parse({ ...more, millrace: documentVersion, ...without(known) }));

const read = (text: string): FlowDocument => {
  const result = readDocument(text, 'flow.json');
  expect(result.diagnostics).toEqual([]);
  return result.document!;
};

test('what is written reads back as it was, unknown nodes and fields included', () => {
  fc.assert(
    fc.property(document, (flow) => {
      expect(read(writeDocument(flow))).toEqual(flow);
    }),
    settings(400),
  );
});

test('writing what was read gives the same text, in whatever order its keys stood', () => {
  fc.assert(
    fc.property(document, (flow) => {
      const text = writeDocument(flow);
      expect(writeDocument(read(text))).toBe(text);
      const shuffled = Object.fromEntries(Object.entries(flow).toReversed()) as FlowDocument;
      const known = (t: string): unknown => JSON.parse(t);
      expect(known(writeDocument(shuffled))).toEqual(known(text));
      expect(writeDocument(shuffled).startsWith('{\n  "millrace": 1,\n  "name": ')).toBe(true);
    }),
    settings(200),
  );
});

test('no text makes reading a flow fail in another way than with a diagnostic', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, json.map((v) => JSON.stringify(v)), document.map((d) => writeDocument(d)).chain((t) => fc.nat(t.length).map((n) => t.slice(0, n)))), (text) => {
      const { document: found, diagnostics } = readDocument(text, 'flow.json');
      expect((found === null) === diagnostics.length > 0).toBe(true);
    }),
    settings(300),
  );
});

test('numbers, dates and keys that JavaScript treats in its own way survive', () => {
  const params = { __proto: 1, constructor: 'x', '2': 'b', '1': 'a', huge: 1e300, tiny: 5e-324, text: '\u2028\u0000\uD800', deep: [[[{ a: [] }]], {}], empty: '' };
  const flow = documentSchema.parse({ millrace: 1, nodes: { constructor: { type: 'x', params } } });
  expect(read(writeDocument(flow))).toEqual(flow);
});

test('migrations run one after the other, each once, and keep what they do not know', () => {
  const steps = { 1: (raw: Record<string, unknown>) => ({ ...raw, trace: [...((raw['trace'] as number[]) ?? []), 1] }), 2: (raw: Record<string, unknown>) => ({ ...raw, trace: [...(raw['trace'] as number[]), 2], name: `${String(raw['name'])}!` }) };
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 3), extra, (from, more) => {
      const raw = { ...more, millrace: from, name: 'n', ...(from > 1 ? { trace: [] } : {}) };
      const migrated = migrateDocument(raw, steps, 3);
      expect(migrated).toMatchObject({ ...more, millrace: 3, name: from < 3 ? 'n!' : 'n' });
      if (from < 3) expect(migrated['trace']).toEqual([1, 2].slice(from - 1));
    }),
    settings(50),
  );
  expect(() => migrateDocument({ millrace: 1 }, {}, 2)).toThrow('No migration from format 1');
});

test('there is a migration from every format that was released', () => {
  expect(Object.keys(documentMigrations).map(Number).sort()).toEqual(Array.from({ length: documentVersion - 1 }, (_, i) => i + 1));
});

test.each(readdirSync(join(import.meta.dirname, '../../samples')))('the sample %s reads, and writes as it stands', (name) => {
  const text = readFileSync(join(import.meta.dirname, '../../samples', name, 'flow.json'), 'utf8');
  expect(writeDocument(read(text))).toBe(text);
});
