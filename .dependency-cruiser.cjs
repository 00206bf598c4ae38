// Who may import whom. Every rule has a fixture in test/layers that breaks it.

const stages = [
  'core',
  'expression',
  'relation',
  'definition',
  'document',
  'check',
  'plan',
  'compile',
  'execute',
  'results',
];
const pure = stages.slice(0, stages.indexOf('compile') + 1);
const vocabulary = ['core', 'expression', 'relation', 'definition'];

const engine = (folders) => `^engine/(${folders.join('|')})/`;
const product = '^(engine|nodes|main|renderer)/';
const tests = '\\.test\\.tsx?$';
const builtIn = { dependencyTypes: ['core'] };
/** A package by name, however it was resolved. */
const packages = (names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from: { pathNot: tests, ...from }, to });

/** What each stage may see inside the engine: the stages before it, and for a pure one nothing else. */
const stageRules = stages.map((stage, index) => {
  const allowed =
    stage === 'core' ? ['core'] : stage === 'document' ? ['core', 'document'] : stages.slice(0, index + 1);
  const why =
    stage === 'core'
      ? 'engine/core is what everything else is said in, so it imports nothing. Move the code to the stage that needs both sides.'
      : stage === 'document'
        ? 'engine/document imports engine/core only, so that a file with unknown nodes still opens and saves. What needs the catalogue belongs in engine/check.'
        : pure.includes(stage)
          ? `engine/${stage} may import the stages before it (${allowed.slice(0, -1).join(', ')}) and nothing else of the engine. Hand the later thing in as an argument (an interface declared here), as check takes a Binder.`
          : `engine/${stage} may not import a later stage or a door (api, headless, testing). Return plain data and let engine/api join the stages.`;
  const path = pure.includes(stage) ? '^engine/' : engine([...stages.slice(index + 1), 'api', 'headless', 'testing']);
  return rule(`stage-${stage}`, why, { path: `^engine/${stage}/` }, { path, pathNot: engine(allowed) });
});

/** Heavy packages have one owner each, so that one folder knows their hazards. */
const owned = [
  [
    'duckdb',
    ['@duckdb/[^/]+'],
    '^engine/workers/',
    'DuckDB is used in engine/workers only, where its hazards are dealt with and tested. Ask a session for rows, or take a Binder as an argument.',
  ],
  [
    'onnx',
    ['onnxruntime-[^/]+', 'onnx-proto'],
    '^engine/inference/',
    'ONNX Runtime is used in engine/inference only: some models abort the process that opens them. Call describeModel or the scorer there.',
  ],
  [
    'jpeg',
    ['@jsquash/[^/]+'],
    '^engine/inference/images/',
    'The JPEG decoder is used in engine/inference/images only: it leaves its memory in disorder when a file ends it. Ask createImageReader there.',
  ],
  [
    'quickjs',
    ['quickjs-emscripten-core', '@jitl/[^/]+'],
    '^engine/scripting/',
    'QuickJS is used in engine/scripting only, where its limits are set and tested. Call a script through Sandbox there.',
  ],
  [
    'react-flow',
    ['@xyflow/[^/]+'],
    '^renderer/canvas/',
    'React Flow is used in renderer/canvas only, so that the graph library can be changed in one folder. Put the data in renderer/state and read it there.',
  ],
  [
    'monaco',
    ['monaco-editor'],
    '^renderer/inspector/code/',
    'Monaco is used in renderer/inspector/code only: it is several megabytes and is set up once. Use the field component of that folder.',
  ],
  [
    'electron',
    ['electron'],
    '^main/',
    'Electron is known to main/ only. The window reaches the system through main/contract, so that it also runs in a browser.',
  ],
];

module.exports = {
  forbidden: [
    ...stageRules,
    rule(
      'pure-no-platform',
      `The stages ${pure.join(', ')} are pure: the same input gives the same output on any machine, in the window too. Take what comes from outside as an argument.`,
      { path: engine(pure) },
      builtIn,
    ),
    rule(
      'core-no-packages',
      'engine/core imports no package: it is loaded everywhere. Use the language, or put the code where the package is needed.',
      { path: '^engine/core/' },
      { path: 'node_modules/' },
    ),
    rule(
      'pure-only-zod',
      'A pure stage may use zod and no other package. Put what needs another package behind an argument.',
      { path: engine(pure) },
      { path: 'node_modules/', pathNot: packages(['zod']) },
    ),
    rule(
      'engine-stands-alone',
      'The engine never imports nodes, main or renderer: the catalogue is an argument, and the same code runs behind the window, the command line and the tests.',
      { path: '^engine/' },
      { path: '^(nodes|main|renderer)/' },
    ),
    rule(
      'doors-face-outward',
      'Only a door (api, headless, testing) may import a door. Inside the engine import the stage itself.',
      { path: '^engine/', pathNot: [tests, engine(['api', 'headless', 'testing'])] },
      { path: engine(['api', 'headless', 'testing']) },
    ),
    rule(
      'test-kit-is-for-tests',
      'engine/testing is for tests; nothing that ships imports it.',
      { path: product, pathNot: [tests, '^engine/testing/'] },
      { path: '^engine/testing/' },
    ),
    rule(
      'node-imports-vocabulary',
      'A node says what its outputs are in the vocabulary (engine/core, expression, relation, definition) and imports nothing else of the product, so that one declaration drives the form, the SQL, the stream plan, the manual and the tests. Only adapter.ts may use engine/io, only nodes/quality the rules of engine/quality.',
      { path: '^nodes/[^/]+/[^/]+/', pathNot: [tests, '/adapter\\.ts$', '^nodes/quality/'] },
      { path: '^(engine|main|renderer)/', pathNot: engine(vocabulary) },
    ),
    rule(
      'quality-nodes-share-rules',
      'A node of nodes/quality may use the vocabulary and engine/quality, where the rules live that the command line judges files by too, and nothing else of the product.',
      { path: '^nodes/quality/[^/]+/', pathNot: [tests, '/adapter\\.ts$'] },
      { path: '^(engine|main|renderer)/', pathNot: engine([...vocabulary, 'quality']) },
    ),
    rule(
      'quality-on-vocabulary',
      'engine/quality says rules as relations and judges what they give: it imports the vocabulary, and nothing of Node. Take what comes from outside as an argument, as judgeSuite takes the one who asks the database.',
      { path: '^engine/quality/' },
      { path: '^engine/', pathNot: engine([...vocabulary, 'quality']) },
    ),
    rule(
      'chart-on-vocabulary',
      'engine/chart says charts as statements and draws what they give, in the window and on the command line: it imports the vocabulary and the document, and nothing of Node. Take what comes from outside, the DOM too, as an argument.',
      { path: '^engine/chart/' },
      { path: '^engine/', pathNot: engine([...vocabulary, 'document', 'chart']) },
    ),
    rule(
      'node-no-packages',
      'A node declaration uses no package, so that it loads in the window as it is. Only kernel.ts may add a pure package, only adapter.ts a driver.',
      { path: '^nodes/[^/]+/[^/]+/', pathNot: [tests, '/(kernel|adapter)\\.ts$'] },
      { path: 'node_modules/' },
    ),
    rule(
      'node-no-platform',
      'A node declaration and its kernel are pure: no files, no clock, nothing of Node. What touches the system is an adapter.ts.',
      { path: '^nodes/[^/]+/[^/]+/', pathNot: [tests, '/adapter\\.ts$'] },
      builtIn,
    ),
    rule(
      'adapter-uses-io',
      'adapter.ts may use the vocabulary and engine/io, nothing else of the product.',
      { path: '^nodes/.*/adapter\\.ts$' },
      { path: '^(engine|main|renderer)/', pathNot: engine([...vocabulary, 'io']) },
    ),
    rule(
      'node-folder-is-an-island',
      'A node folder never imports another one: deleting a folder deletes the node. Share through engine/definition.',
      { path: '^nodes/([^/]+/[^/]+)/' },
      { path: '^nodes/', pathNot: '^nodes/$1/' },
    ),
    rule(
      'catalog-holds-declarations',
      'nodes/catalog.ts is loaded by the window: it lists node.ts declarations. Kernels and adapters are listed in nodes/runtime.ts.',
      { path: '^nodes/catalog\\.ts$' },
      { path: '^(engine|nodes|main|renderer)/', pathNot: ['^nodes/[^/]+/[^/]+/node\\.ts$', '^engine/definition/'] },
    ),
    rule(
      'renderer-sees-contracts',
      'The window sees the vocabulary, document, check, chart, engine/api, nodes/catalog and main/contract. Anything else runs in another process: send it over the bridge.',
      { path: '^renderer/' },
      {
        path: '^(engine|nodes|main)/',
        pathNot: [engine([...vocabulary, 'document', 'check', 'chart', 'api']), '^nodes/catalog\\.ts$', '^main/contract/'],
      },
    ),
    rule(
      'renderer-no-node',
      'The window is sandboxed: nothing of Node exists there. Ask for it over the bridge (main/contract).',
      { path: '^renderer/' },
      builtIn,
    ),
    rule(
      'main-hosts',
      'main/ hosts, it never computes: it sees engine/api and itself. Only main/cli and main/engine-host join the engine with the catalogue.',
      { path: '^main/', pathNot: [tests, '^main/(cli|engine-host)/'] },
      { path: '^(engine|nodes|renderer)/', pathNot: '^engine/(api|core)/' },
    ),
    rule(
      'main-joints',
      'main/cli and main/engine-host join the doors of the engine (api, headless) with nodes/catalog and nodes/runtime. What they need beyond that belongs behind a door.',
      { path: '^main/(cli|engine-host)/' },
      {
        path: '^(engine|nodes|renderer)/',
        pathNot: ['^engine/(api|headless|core|document)/', '^nodes/(catalog|runtime)\\.ts$'],
      },
    ),
    ...owned.map(([name, names, owner, comment]) =>
      rule(`owner-${name}`, comment, { path: product, pathNot: [tests, owner] }, { path: packages(names) }),
    ),
    rule(
      'product-stands-alone',
      'What ships imports no tests, tools, benchmarks or samples.',
      { path: product },
      { path: '^(test|tools|bench|samples)/' },
    ),
    rule(
      'no-barrel',
      'No barrels except engine/definition and engine/api: import the file that holds the thing.',
      { path: product },
      { path: '(^|/)index\\.tsx?$', pathNot: ['node_modules/', '^engine/(definition|api)/index\\.ts$'] },
    ),
    rule(
      'no-drawer',
      'No utils, helpers, common or manager: name the file after its main export and put it beside what it serves.',
      { path: product },
      {
        path: '(^|/)(utils?|helpers?|common|managers?)(/|\\.tsx?$)|-(utils?|helpers?|manager)\\.tsx?$',
        pathNot: 'node_modules/',
      },
    ),
    {
      ...rule(
        'no-cycle',
        'No cycles, type-only ones included: move what both need into a third file.',
        {},
        { circular: true },
      ),
      from: {},
    },
    {
      ...rule(
        'resolves',
        'This import leads nowhere. Mend the path, or add the package to package.json.',
        {},
        { couldNotResolve: true },
      ),
      from: { path: product },
    },
  ],
  options: {
    // TypeScript 7 no longer offers the interface that dependency-cruiser reads types with; swc sees type-only imports as well.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|build)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
