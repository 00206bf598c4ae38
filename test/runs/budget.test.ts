import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { EngineEvent, EngineSettings } from '../../engine/api/contract.ts';
import type { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject } from '../bad-input/project.ts';

const own: EngineSettings = { memory: null, threads: null, spillFolder: null, spillLimit: null, cacheSize: null };

const sorting = flowText(
  { rows: ['sql', { statement: 'SELECT range AS n, md5(range::VARCHAR) || md5((range + 1)::VARCHAR) AS text FROM range(900000)' }], sort: ['sort-rows', { keys: [{ by: 'text' }] }], file: ['write-parquet', { path: 'out.parquet' }] },
  ['rows.out > sort.in', 'sort.out > file.in'],
);

it('a spill disk that is full fails with the node named, the output as it was and nothing left over', async () => {
  const project = await newProject(sorting, { 'out.parquet': 'old' });
  await project.refuses('run', { exit: 1, code: 'disk-full', node: 'sort', says: /filled the spill folder.*No output was changed; make room/ }, ['--memory', '60MB', '--spill', '5MB']);
}, 60_000);

it('a size that is none is refused', async () => {
  const project = await newProject(sorting);
  expect(await project.call('run', ['--spill', 'much'])).toMatchObject({ code: 2, err: expect.stringContaining('--spill much is not a size') });
});

it('runs at the same time share the budget: the one that finds too little says that it waits, and starts when another ends', async () => {
  const engine = await openTestEngine(catalog, { threads: 1, memory: '600MB', keepWarm: true });
  const events: EngineEvent[] = [];
  engine.onEvent((event) => events.push(event));
  const progressOf = (run: string) => events.filter((e) => e.type === 'progress').filter((e) => e.run === run).map((e) => e.progress);
  try {
    const document = readDocument(flowText({ rows: ['sql', { statement: 'SELECT sum(hash(range)) AS n FROM range(60000000000)' }], file: ['write-parquet', { path: 'out.parquet' }] }, ['rows.out > file.in']), 'f').document!;
    const project = await newProject(null);
    const start = async (name: string): Promise<string> => {
      const { run } = await engine.calls.run({ document: { ...document, nodes: { ...document.nodes, file: { ...document.nodes['file']!, params: { path: `${name}.parquet` } } } }, base: project.folder, name });
      return run;
    };
    const runs = [await start('a')];
    await expect.poll(() => progressOf(runs[0]!).some((p) => p.nodes['rows']?.state === 'running'), { timeout: 15_000 }).toBe(true);
    runs.push(await start('b'));
    await expect.poll(() => progressOf(runs[1]!).some((p) => p.nodes['rows']?.state === 'running'), { timeout: 15_000 }).toBe(true);
    runs.push(await start('c'));
    await expect.poll(() => progressOf(runs[2]!).at(-1)?.waiting, { timeout: 15_000 }).toBe('other runs use the memory');
    expect(await engine.calls.status()).toMatchObject({ memoryLimit: '600MB', waitingRuns: 1 });
    const last = await start('d');
    await expect.poll(() => progressOf(last).at(-1)?.waiting, { timeout: 15_000 }).toBeDefined();
    await engine.calls.cancel({ run: last });
    await expect.poll(() => events.flatMap((e) => (e.type === 'finished' && e.run === last ? [e.report.status] : [])), { timeout: 15_000 }).toEqual(['cancelled']);
    await engine.calls.cancel({ run: runs[0]! });
    await expect.poll(() => progressOf(runs[2]!).some((p) => p.nodes['rows']?.state === 'running'), { timeout: 15_000 }).toBe(true);
    expect(progressOf(runs[2]!).at(-1)?.waiting).toBeUndefined();
    await engine.calls.configure({ ...own, memory: '900MB' });
    expect((await engine.calls.status()).memoryLimit).toBe('900MB');
    await engine.calls.configure({ ...own, memory: '900MB', threads: 3, spillFolder: tmpdir(), cacheSize: '1GB' });
    expect(await engine.calls.status()).toMatchObject({ threads: 3, memoryLimit: '900MB', spillFolder: tmpdir() });
    const refused = (settings: Partial<EngineSettings>) => engine.calls.configure({ ...own, ...settings }).then(() => 'taken', (error: DiagnosticError) => error.diagnostic.at.param);
    expect(await Promise.all([refused({ memory: 'lots' }), refused({ memory: '1MB' }), refused({ threads: 1.5 }), refused({ spillFolder: 'here' }), refused({ spillFolder: '/no/such/folder' }), refused({ cacheSize: '-1' }), refused({ spillLimit: 'x' })])).toEqual(['memory', 'memory', 'threads', 'spillFolder', 'spillFolder', 'cacheSize', 'spillLimit']);
    expect(await engine.calls.status()).toMatchObject({ threads: 3 });
  } finally {
    await engine.close();
  }
}, 90_000);

it.runIf(process.platform === 'linux')('what statements have freed is given back to the machine, on whichever threads they ran', async () => {
  const project = await newProject(null);
  // In a process of its own, whose resident memory nothing else changes.
  const script = `
    import { readFileSync } from 'node:fs';
    import { openDatabase } from ${JSON.stringify(fileURLToPath(new URL('../../engine/workers/open-database.ts', import.meta.url)))};
    const megabytes = () => (Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024) / 1e6;
    const folder = ${JSON.stringify(project.folder)};
    const open = await openDatabase({ threads: 1, memory: '120MB', tempDirectory: folder, allowedDirectories: [folder], extensions: [] });
    const before = megabytes();
    let most = 0;
    for (let i = 0; i < 4; i++) {
      await open.connection.run('SELECT count(*) FROM (SELECT DISTINCT md5(i::VARCHAR) AS t FROM range(800000) r(i))');
      most = Math.max(most, megabytes() - before);
    }
    let held = megabytes() - before;
    for (let i = 0; i < 50 && held > 40; i++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      held = megabytes() - before;
    }
    open.close();
    console.log(JSON.stringify({ most, held }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const { most, held } = JSON.parse(stdout) as { readonly most: number; readonly held: number };
  expect(most).toBeGreaterThan(60);
  expect(held).toBeLessThan(40);
}, 60_000);
