import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ParamSpec, ParamSpecs } from '../engine/definition/index.ts';
import { categories, defaultParams, likeness, paramsJsonSchema, paramsSchema } from '../engine/definition/index.ts';
import { catalog } from './catalog.ts';

const here = import.meta.dirname;
const definitions = [...catalog.values()];
const folderOf = (type: string): string | undefined => categories.map((category) => join(here, category, type)).find((folder) => existsSync(folder));

/** Settings that a person has to fill in, so that everything else can be checked on defaults. */
function sample(specs: ParamSpecs): Record<string, unknown> {
  const values: Record<string, unknown> = defaultParams(specs);
  for (const [name, spec] of Object.entries(specs)) if (values[name] === undefined) values[name] = sampleValue(spec);
  return values;
}

function sampleValue(spec: ParamSpec): unknown {
  switch (spec.kind) {
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return spec.min ?? 1;
    case 'choice':
      return spec.options[0]!.value;
    case 'texts':
    case 'columns':
      return [];
    case 'list':
      return [sample(spec.item)];
    case 'table':
      return { columns: [{ name: 'a', type: 'INTEGER' }], rows: [] };
    case 'type':
      return 'INTEGER';
    default:
      return 'x';
  }
}

function allSpecs(specs: ParamSpecs, prefix = ''): (readonly [path: string, spec: ParamSpec, siblings: ParamSpecs])[] {
  return Object.entries(specs).flatMap(([name, spec]) => [[prefix + name, spec, specs] as const, ...(spec.kind === 'list' ? allSpecs(spec.item, `${prefix}${name}.`) : [])]);
}

test('every folder with a node.ts is in the catalogue and every type has its folder', () => {
  const folders = categories.flatMap((category) => (existsSync(join(here, category)) ? readdirSync(join(here, category)) : []));
  expect(folders.toSorted()).toEqual(definitions.map((d) => d.type).toSorted());
});

test('icons and titles tell nodes apart', () => {
  expect(new Set(definitions.map((d) => d.icon)).size).toBe(definitions.length);
  expect(new Set(definitions.map((d) => d.title)).size).toBe(definitions.length);
});

describe.each(definitions.map((d) => [d.type, d] as const))('%s', (type, definition) => {
  test('lies in the folder of its category with notes of five to fifteen lines', () => {
    const folder = folderOf(type);
    expect(folder).toBe(join(here, definition.category, type));
    const lines = readFileSync(join(folder!, 'notes.md'), 'utf8').trimEnd().split('\n').length;
    expect(lines).toBeGreaterThanOrEqual(5);
    expect(lines).toBeLessThanOrEqual(15);
  });

  test('has a name, an icon of two letters and one sentence', () => {
    expect(type).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(definition.icon).toMatch(/^[A-Z][a-z]$/);
    expect(definition.title).toMatch(/^[A-Z]/);
    expect(definition.summary).toMatch(/^[A-Z][^\n]{20,200}\.$/);
  });

  test('names its ports once', () => {
    for (const ports of [definition.inputs, definition.outputs]) expect(new Set(ports.map((p) => p.name)).size).toBe(ports.length);
    for (const port of [...definition.inputs, ...definition.outputs]) expect(port.name).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  test('has at least three examples: a NULL, no rows, an odd column name', () => {
    expect(definition.examples.length).toBeGreaterThanOrEqual(3);
    const text = JSON.stringify(definition.examples);
    expect(text).toMatch(/null/i);
    expect(text).toMatch(/"rows":\[\]|\\n"|""/);
    if (definition.inputs.length > 0 || type === 'inline-table') expect(text).toMatch(/"rows":\[\]/);
    expect(text).toMatch(/\p{Extended_Pictographic}/u);
    expect(text).toContain('\\"');
    expect(new Set(definition.examples.map((e) => e.title)).size).toBe(definition.examples.length);
  });

  test('examples have valid settings, name real ports and show something', () => {
    for (const example of definition.examples) {
      expect(paramsSchema(definition.params).safeParse(example.params).error?.issues ?? []).toEqual([]);
      // Those of a flow of its own are in that flow.
      if (definition.ownFlow !== true) {
        for (const port of Object.keys(example.inputs ?? {})) expect(definition.inputs.map((p) => p.name)).toContain(port);
        for (const port of Object.keys(example.outputs ?? {})) expect(definition.outputs.map((p) => p.name)).toContain(port);
      }
      expect(Object.keys({ ...example.outputs, ...example.written }).length > 0 || example.stops !== undefined).toBe(true);
      for (const table of Object.values(example.outputs ?? {})) for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    }
  });

  test('every port is shown by an example', () => {
    const shown = new Set(definition.examples.flatMap((e) => Object.keys(e.outputs ?? {})));
    expect(definition.outputs.map((p) => p.name).filter((name) => !shown.has(name))).toEqual([]);
  });

  test('defaults are valid and unknown settings are refused', () => {
    const schema = paramsSchema(definition.params);
    const values = sample(definition.params);
    expect(schema.safeParse(values).error?.issues ?? []).toEqual([]);
    expect(schema.safeParse({ ...values, 'no such setting': 1 }).success).toBe(false);
  });

  test('settings have a label in sentence case and conditions on settings that exist', () => {
    for (const [path, spec, siblings] of allSpecs(definition.params)) {
      expect(spec.label, path).toMatch(/^[A-Z]/);
      if (spec.help !== undefined) expect(spec.help, path).toMatch(/\.$/);
      if (!spec.showIf) continue;
      const other = siblings[spec.showIf.param];
      expect(other, path).toBeDefined();
      if (other?.kind === 'choice' && 'in' in spec.showIf) for (const value of spec.showIf.in) expect(other.options.map((o) => o.value), path).toContain(value);
    }
  });

  test('columns and expressions are over ports the node has', () => {
    for (const [path, spec] of allSpecs(definition.params)) {
      const over = spec.kind === 'expression' ? spec.over : spec.kind === 'column' || spec.kind === 'columns' ? [spec.over] : [];
      for (const port of over) expect(definition.inputs.map((p) => p.name), path).toContain(port);
    }
  });

  test('gives a JSON Schema', () => {
    const schema = paramsJsonSchema(definition.params);
    expect(schema['type']).toBe('object');
    expect(schema['additionalProperties']).toBe(false);
    expect(Object.keys((schema['properties'] ?? {}) as object)).toEqual(Object.keys(definition.params));
  });

  test('its caption bears settings that are not there yet', () => {
    const partial = Object.fromEntries(Object.entries(definition.params).flatMap(([name, spec]) => (spec.kind === 'list' ? [[name, [{}]]] : [])));
    for (const params of [{}, defaultParams(definition.params), partial, ...definition.examples.map((e) => e.params)]) {
      // A text of the person's, such as a script, may hold any word.
      const own = Object.values(params).flatMap((value) => (typeof value === 'string' ? [value.replaceAll(/\s+/g, ' ').trim()] : []));
      const caption = own.reduce((rest, text) => (text.length > 8 ? rest.replaceAll(text, '') : rest), definition.caption(params));
      expect(caption).not.toMatch(/\bundefined\b|\bnull\b|\n/);
    }
    expect(definition.caption({})).toBe('');
  });
});

test('a setting that is needed where it matters is empty at first', () => {
  const all = (specs: ParamSpecs): readonly ParamSpec[] => Object.values(specs).flatMap((s) => [s, ...(s.kind === 'list' ? all(s.item) : [])]);
  const needed = definitions.flatMap((d) => all(d.params)).filter((s) => s.needed === true);
  expect(needed.length).toBeGreaterThan(10);
  for (const spec of needed) expect(spec).toMatchObject({ default: null });
});

test('every type is found under names from other tools, each written once and in lower case', () => {
  for (const { type, keywords = [] } of definitions) {
    expect(keywords.length, type).toBeGreaterThanOrEqual(3);
    expect(new Set(keywords).size, type).toBe(keywords.length);
    expect(keywords, type).toEqual(keywords.map((k) => k.toLowerCase().trim()));
  }
});

test.each([
  ['group by', 'aggregate'], ['summarize', 'aggregate'], ['running total', 'window-columns'], ['vlookup', 'lookup-values'], ['dedupe', 'distinct-rows'], ['melt', 'unpivot-columns'],
  ['cross tab', 'pivot'], ['fill down', 'fill-missing'], ['record id', 'number-rows'], ['text to columns', 'split-column'], ['csv', 'read-delimited'], ['where', 'filter-rows'],
  ['append', 'union'], ['scd2', 'slowly-changing'], ['outlier', 'find-anomalies'], ['batch macro', 'iterate-component'], ['join', 'join'], ['unnest', 'explode-values'], ['sort', 'sort-rows'], ['validate', 'check-rows'],
])('who looks for "%s" is led to %s', (query, type) => {
  const found = definitions.map((d) => ({ type: d.type, likeness: likeness(d, query) })).filter((d) => d.likeness > 0).sort((a, b) => b.likeness - a.likeness);
  const best = found.filter((d) => d.likeness === found[0]?.likeness).map((d) => d.type);
  expect(best).toContain(type);
  expect(best.length).toBeLessThanOrEqual(3);
});
