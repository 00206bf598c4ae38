import { symlink } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import { callClient } from '../../engine/api/transport/call-client.ts';
import { engineMethods } from '../../engine/api/transport/engine-methods.ts';
import { portPair } from '../../engine/api/transport/port.ts';
import { WorkerThread } from '../../engine/api/worker-thread.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { linearModel } from '../../engine/inference/model-fixtures.ts';
import { ownStateFolder } from '../../engine/stream/state-folder.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { EngineSupervisor } from '../../main/engine-host/engine-supervisor.ts';
import { startNodeEngine } from '../../main/engine-host/node-engine-child.ts';
import { relayToEngine } from '../../main/engine-host/relay-client.ts';
import { catalog } from '../../nodes/catalog.ts';
import { flowText, newProject } from '../bad-input/project.ts';

const endless = 'SELECT sum(hash(range)) AS n FROM range(60000000000)';
const flow = flowText({ rows: ['sql', { statement: endless }], file: ['write-parquet', { path: 'out.parquet' }] }, ['rows.out > file.in']);
const workerEntry = new URL('../../engine/workers/data-worker.ts', import.meta.url);

describe('H2: a database file has one owner', () => {
  it('under every spelling of its path; free again once released', async () => {
    const project = await newProject(null, { 'real/x': '' });
    await symlink(project.path('real'), project.path('link'));
    const first = await ownStateFolder(project.path('real', 'state'));
    for (const spelling of [project.path('real', 'state'), project.path('link', 'state'), `${project.folder}/link/../real/./state/`]) {
      await expect(ownStateFolder(spelling)).rejects.toMatchObject({ diagnostic: { code: 'stream-state' } });
    }
    await first.release();
    await (await ownStateFolder(project.path('link', 'state'))).release();
  });
});

describe('H3 and H5: ending with a statement in flight', () => {
  it('a worker that is closed interrupts, settles and exits; the process lives', async () => {
    const project = await newProject(flow, { 'out.parquet': 'old' });
    const engine = await openTestEngine(catalog);
    try {
      const { document } = readDocument(flow, 'f');
      const checked = await engine.session.check({ document: document!, base: project.folder });
      const job = engine.session.compile(engine.session.plan(checked, null), await engine.session.settings(checked));
      const worker = new WorkerThread(workerEntry);
      const running = worker.run(job, () => undefined);
      await sleep(700);
      const asked = performance.now();
      await worker.close();
      console.log(`a worker with a statement in flight was gone after ${Math.round(performance.now() - asked)} ms`);
      expect(await running.result).toMatchObject({ status: 'cancelled', diagnostics: [{ code: 'run-cancelled' }] });
      await worker.close();
    } finally {
      await engine.close();
    }
    expect(await project.read('out.parquet')).toBe('old');
  });

  it('an engine that is closed ends its runs and previews first, and a run says that it was cancelled', async () => {
    const project = await newProject(flow, { 'out.parquet': 'old' });
    const { document } = readDocument(flow, 'f');
    const ref = { document: document!, base: project.folder };
    const engine = await openTestEngine(catalog);
    const events: EngineEvent[] = [];
    engine.onEvent((event) => events.push(event));
    await engine.calls.run({ ...ref, name: 'f' });
    const preview = engine.calls.preview({ ...ref, node: 'rows', port: 'out', rows: 5 }).catch((error: { diagnostic?: { code: string } }) => error.diagnostic?.code);
    await sleep(700);
    await engine.close();
    expect(await preview).toBe('run-cancelled');
    expect(events.filter((e) => e.type === 'finished').map((e) => e.report.status)).toEqual(['cancelled']);
    expect(Object.keys(await project.files())).toEqual(['flow.json', 'out.parquet']);
  });

  it('closing right after cancelling, again and again, never hangs', async () => {
    const project = await newProject(flow);
    const { document } = readDocument(flow, 'f');
    for (const wait of [0, 15, 120, 400]) {
      const engine = await openTestEngine(catalog);
      const { run } = await engine.calls.run({ document: document!, base: project.folder, name: 'f' });
      await sleep(wait);
      await engine.calls.cancel({ run });
      await engine.close();
    }
    expect(Object.keys(await project.files())).toEqual(['flow.json']);
  });
});

describe('H9: a native crash takes the engine process and nothing else', () => {
  it.each([
    ['the node whose statement it was', { file: ['write-parquet', { path: 'out.parquet' }] }, ['rows.out > file.in'], 'file'],
    ['the model in the statement', { score: ['predict-onnx', { model: 'm.onnx' }], file: ['write-parquet', { path: 'out.parquet' }] }, ['rows.out > score.in', 'score.out > file.in'], 'score'],
  ] as const)('%s is blamed, the next process answers, flow and output are as they were', async (_, nodes, edges, blamed) => {
    const text = flowText({ rows: ['sql', { statement: 'SELECT range::DOUBLE AS a FROM range(4000000000)' }], ...nodes }, edges);
    const project = await newProject(text, { 'out.parquet': 'old', 'm.onnx': linearModel([1], 0) });
    const { document } = readDocument(text, 'f');
    const supervisor = new EngineSupervisor(() => startNodeEngine(new URL('../../main/engine-host/engine-process.ts', import.meta.url), () => undefined), () => undefined);
    try {
      const client = callClient<EngineCalls, EngineEvent>(engineMethods);
      const events: EngineEvent[] = [];
      client.onEvent((event) => events.push(event));
      const [window, host] = portPair();
      relayToEngine(supervisor, host);
      client.attach(window);
      const ref = { document: document!, base: project.folder };
      await client.calls.run({ ...ref, name: 'f' });
      await expect.poll(() => events.some((e) => e.type === 'progress' && e.progress.nodes[blamed]?.state === 'running'), { timeout: 15_000, interval: 2 }).toBe(true);
      process.kill(supervisor.pid!, 'SIGABRT');
      await expect.poll(() => events.flatMap((e) => (e.type === 'restarted' ? [e.problem] : [])), { timeout: 15_000 }).toMatchObject([{ code: 'engine-crashed', at: { node: blamed } }]);
      const told = events.flatMap((e) => (e.type === 'restarted' ? [e.problem.message] : []))[0];
      expect(told).toMatch(new RegExp(`SIGABRT\\) while it worked on ${blamed} together with .*rows.*A new one was started and the flow is intact\\. `));
      expect((await client.calls.check(ref)).diagnostics).toEqual([]);
      const files = await project.files();
      expect(files['out.parquet']).toBe('old');
      expect(files['flow.json']).toBe(text);
      // What the killed process had staged goes with the next run.
      const small = readDocument(text.replace('4000000000', '10'), 'f').document!;
      await client.calls.run({ document: small, base: project.folder, name: 'f' });
      await expect.poll(() => events.flatMap((e) => (e.type === 'finished' ? [e.report.status] : [])), { timeout: 15_000 }).toEqual(['succeeded']);
      expect(Object.keys(await project.files()).filter((name) => name.endsWith('.part'))).toEqual([]);
    } finally {
      await supervisor.close();
    }
  }, 60_000);
});
