import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { runExample } from '../../engine/testing/run-example.ts';
import { lackedExtension, missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { missingPython, needsPython } from '../../engine/testing/lacked-python.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
let missing: readonly string[];
let noPython: string | null;
beforeAll(async () => {
  missing = await missingExtensions();
  noPython = await missingPython();
  engine = await openTestEngine(catalog, { scripts: 'all' });
});
afterAll(() => engine.close());

for (const definition of catalog.values()) {
  describe(definition.type, () => {
    for (const example of definition.examples) {
      test(example.title, async (context) => {
        const lacks = lackedExtension(definition, example.params, missing);
        if (lacks !== null) context.skip(`the extension ${lacks} is not in extensions/ (tools/extension-pack.mjs gets it)`);
        if (noPython !== null && needsPython(definition, example.params)) context.skip(noPython);
        const { differences } = await runExample(engine, definition, example);
        expect(differences.join('\n')).toBe('');
      });
    }
  });
}
