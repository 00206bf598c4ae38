import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ICruiseResult, IConfiguration } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const configuration = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as IConfiguration;

/** Each rule with an import that breaks it: the file that imports, what it imports. `type` makes it a type-only import. */
const broken: Readonly<Record<string, readonly (readonly [from: string, to: string, type?: 'type'])[]>> = {
  'stage-core': [['engine/core/a.ts', 'engine/expression/b.ts', 'type']],
  'stage-expression': [['engine/expression/a.ts', 'engine/relation/b.ts', 'type']],
  'stage-relation': [['engine/relation/a.ts', 'engine/definition/b.ts']],
  'stage-definition': [['engine/definition/a.ts', 'engine/workers/b.ts', 'type']],
  'stage-document': [['engine/document/a.ts', 'engine/definition/b.ts', 'type']],
  'stage-check': [['engine/check/a.ts', 'engine/plan/b.ts']],
  'stage-plan': [['engine/plan/a.ts', 'engine/compile/b.ts']],
  'stage-compile': [['engine/compile/a.ts', 'engine/execute/b.ts', 'type']],
  'stage-execute': [['engine/execute/a.ts', 'engine/api/b.ts']],
  'stage-results': [['engine/results/a.ts', 'engine/headless/b.ts']],
  'pure-no-platform': [['engine/plan/reads-files.ts', 'node:fs']],
  'core-no-packages': [['engine/core/uses-zod.ts', 'zod']],
  'pure-only-zod': [['engine/compile/uses-ws.ts', 'ws']],
  'engine-stands-alone': [['engine/api/knows-nodes.ts', 'nodes/rows/one/node.ts']],
  'doors-face-outward': [['engine/workers/calls-api.ts', 'engine/api/b.ts', 'type']],
  'test-kit-is-for-tests': [['engine/api/uses-kit.ts', 'engine/testing/kit.ts']],
  'node-imports-vocabulary': [['nodes/rows/one/node.ts', 'engine/compile/b.ts', 'type']],
  'quality-nodes-share-rules': [['nodes/quality/one/node.ts', 'engine/workers/b.ts', 'type']],
  'chart-on-vocabulary': [['engine/chart/asks.ts', 'engine/workers/b.ts', 'type']],
  'quality-on-vocabulary': [['engine/quality/asks.ts', 'engine/workers/b.ts', 'type']],
  'node-no-packages': [['nodes/rows/two/node.ts', 'zod']],
  'node-no-platform': [['nodes/rows/three/kernel.ts', 'node:fs']],
  'adapter-uses-io': [['nodes/rows/four/adapter.ts', 'engine/execute/b.ts']],
  'node-folder-is-an-island': [['nodes/rows/five/node.ts', 'nodes/rows/one/node.ts']],
  'catalog-holds-declarations': [['nodes/catalog.ts', 'nodes/rows/three/kernel.ts']],
  'renderer-sees-contracts': [['renderer/state/a.ts', 'engine/execute/b.ts', 'type']],
  'renderer-no-node': [['renderer/state/reads.ts', 'node:path']],
  'main-hosts': [['main/serve/a.ts', 'nodes/rows/one/node.ts']],
  'main-joints': [['main/cli/a.ts', 'engine/compile/b.ts']],
  'owner-duckdb': [['engine/execute/uses-duckdb.ts', '@duckdb/node-api', 'type']],
  'owner-quickjs': [['engine/workers/uses-quickjs.ts', 'quickjs-emscripten-core']],
  'owner-jpeg': [['engine/inference/uses-jpeg.ts', '@jsquash/jpeg/decode.js']],
  'owner-onnx': [['engine/workers/uses-onnx.ts', 'onnxruntime-node']],
  'owner-react-flow': [['renderer/palette/uses-flow.ts', '@xyflow/react']],
  'owner-monaco': [['renderer/canvas/uses-monaco.ts', 'monaco-editor']],
  'owner-electron': [['renderer/app/uses-electron.ts', 'electron']],
  'product-stands-alone': [['main/app/uses-tool.ts', 'tools/tool.ts']],
  'no-barrel': [['renderer/ui/uses-barrel.ts', 'renderer/state/index.ts']],
  'no-drawer': [['renderer/ui/uses-drawer.ts', 'renderer/ui/text-utils.ts']],
  // A cycle is reported once, at its first file.
  'no-cycle': [['renderer/runs/a.ts', 'renderer/runs/b.ts', 'type']],
  resolves: [['renderer/runs/lost.ts', './nowhere.ts']],
};

const wayBack = ['renderer/runs/b.ts', 'renderer/runs/a.ts', 'type'] as const;

/** Imports the house allows; none of them may be reported. */
const fine: readonly (readonly [from: string, to: string])[] = [
  ['engine/check/fine.ts', 'engine/document/fine.ts'],
  ['engine/document/fine.ts', 'zod'],
  ['engine/workers/fine.ts', '@duckdb/node-api'],
  ['engine/inference/fine.ts', 'onnxruntime-node'],
  ['engine/api/fine.ts', 'engine/check/fine.ts'],
  ['nodes/rows/fine/node.ts', 'engine/definition/index.ts'],
  ['nodes/rows/fine/kernel.ts', 'apache-arrow'],
  ['nodes/rows/fine/adapter.ts', 'engine/io/fine.ts'],
  ['nodes/rows/fine/adapter.ts', 'node:fs'],
  ['nodes/quality/fine/node.ts', 'engine/quality/fine.ts'],
  ['nodes/runtime.ts', 'nodes/rows/fine/kernel.ts'],
  ['main/cli/fine.ts', 'nodes/runtime.ts'],
  ['main/cli/fine.ts', 'engine/api/fine.ts'],
  ['main/serve/fine.ts', 'engine/api/fine.ts'],
  ['renderer/canvas/fine.tsx', '@xyflow/react'],
  ['renderer/canvas/fine.tsx', 'main/contract/fine.ts'],
  ['engine/plan/fine.test.ts', 'engine/testing/kit.ts'],
];

let folder = '';
let violations: ICruiseResult['summary']['violations'] = [];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'layers-')));
  const imports = new Map<string, string[]>();
  const add = (path: string, ...lines: string[]) =>
    imports.set(path, [...(imports.get(path) ?? [`export const here = ${JSON.stringify(path)};`]), ...lines]);
  for (const [from, to, type] of [...Object.values(broken).flat(), wayBack, ...fine]) {
    const inside = /^(engine|nodes|main|renderer|tools)\//.test(to);
    if (inside) add(to);
    const depth = '../'.repeat(from.split('/').length - 1);
    add(
      from,
      type
        ? `import type * as Other${imports.size} from '${inside ? depth + to : to}';`
        : `import '${inside ? depth + to : to}';`,
    );
  }
  for (const [path, lines] of imports) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), lines.join('\n'));
  }
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'));
  const ruleSet = { forbidden: configuration.forbidden ?? [] };
  const { output } = await cruise(['engine', 'nodes', 'main', 'renderer'], {
    ...configuration.options,
    ruleSet,
    validate: true,
    baseDir: folder,
    outputType: 'json',
  });
  violations = (JSON.parse(String(output)) as ICruiseResult).summary.violations;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every rule has an import that breaks it', () => {
  expect(Object.keys(broken).sort()).toEqual((configuration.forbidden ?? []).map((rule) => rule.name).sort());
});

test.each(Object.entries(broken))('%s is seen', (name, imports) => {
  const seen = violations.filter((violation) => violation.rule.name === name).map((violation) => violation.from);
  expect(seen).toEqual(expect.arrayContaining(imports.map(([from]) => from)));
});

test('what the house allows is not reported', () => {
  const allowed = new Set(fine.map(([from]) => from));
  expect(violations.filter((violation) => allowed.has(violation.from))).toEqual([]);
});

test('every rule says what to do', () => {
  for (const rule of configuration.forbidden ?? []) expect(rule.comment?.length ?? 0, rule.name).toBeGreaterThan(40);
});
