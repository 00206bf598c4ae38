import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/index.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { runExample } from '../../engine/testing/run-example.ts';
import { catalog } from '../../nodes/catalog.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTestEngine(catalog);
});
afterAll(() => engine.close());

for (const definition of catalog.values()) {
  describe(definition.type, () => {
    for (const example of definition.examples) {
      test(example.title, async () => {
        const { differences } = await runExample(engine, definition, example);
        expect(differences.join('\n')).toBe('');
      });
    }
  });
}
