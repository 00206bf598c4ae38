import { afterEach, expect, it } from 'vitest';
import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import { callClient } from '../../engine/api/transport/call-client.ts';
import { engineMethods } from '../../engine/api/transport/engine-methods.ts';
import { portPair } from '../../engine/api/transport/port.ts';
import { DiagnosticError } from '../../engine/core/diagnostic.ts';
import { emptyDocument } from '../../engine/document/document.ts';
import { EngineSupervisor, type Watch } from './engine-supervisor.ts';
import { startNodeEngine } from './node-engine-child.ts';
import { relayToEngine } from './relay-client.ts';

const fake = new URL('./testing/fake-engine-process.ts', import.meta.url);
let supervisor: EngineSupervisor;
afterEach(() => supervisor.close());

function setup(entry = fake, watch?: Watch) {
  supervisor = new EngineSupervisor(() => startNodeEngine(entry, () => undefined), () => undefined, watch);
  const client = callClient<EngineCalls, EngineEvent>(engineMethods);
  const events: EngineEvent[] = [];
  client.onEvent((event) => events.push(event));
  const [window, host] = portPair();
  relayToEngine(supervisor, host);
  client.attach(window);
  return { engine: client.calls, events, window };
}
const flow = { document: emptyDocument('f'), base: '/' };
const failure = (call: Promise<unknown>) => call.then(() => null, (error: unknown) => (error instanceof DiagnosticError ? error.diagnostic : null));

it('answers calls made before the process is ready', async () => {
  const { engine } = setup();
  expect((await engine.status()).threads).toBe(supervisor.pid);
  expect(await failure(engine.evaluate({ ...flow, node: 'n', param: 'p', expression: '(' }))).toMatchObject({ code: 'expression-syntax' });
});

it('starts a new process after kill -9: the open call fails, the next one works, the window is told', async () => {
  const { engine, events } = setup();
  const first = (await engine.status()).threads;
  const open = failure(engine.preview({ ...flow, node: 'orders', port: 'out', rows: 10 }));
  await engine.status();
  process.kill(first, 'SIGKILL');
  const reason = await open;
  expect(reason).toMatchObject({ code: 'engine-crashed', at: { node: 'orders' } });
  expect(reason?.message).toContain('signal SIGKILL');
  const second = (await engine.status()).threads;
  expect(second).not.toBe(first);
  await expect.poll(() => events, { timeout: 15_000 }).toEqual([{ type: 'restarted', problem: reason }]);
});

it('names the node a crash happened at, in a call or a run', async () => {
  const { engine, events } = setup();
  expect(await failure(engine.preview({ ...flow, node: 'crash', port: 'out', rows: 1 }))).toMatchObject({ at: { node: 'crash' } });
  await engine.run({ ...flow, name: 'f' });
  await engine.status();
  process.kill(supervisor.pid!, 'SIGKILL');
  await expect.poll(() => events.filter((e) => e.type === 'restarted').map((e) => e.problem.at), { timeout: 15_000 }).toEqual([{ node: 'crash' }, { node: 'a' }]);
});

it('a process that hangs is ended and replaced, and the window is told', async () => {
  const { engine, events } = setup(fake, { everyMilliseconds: 200, unanswered: 15 });
  const first = (await engine.status()).threads;
  const reason = await failure(engine.functions());
  expect(reason).toMatchObject({ code: 'engine-crashed' });
  expect(reason?.message).toContain('no longer answered');
  expect((await engine.status()).threads).not.toBe(first);
  await expect.poll(() => events, { timeout: 15_000 }).toEqual([{ type: 'restarted', problem: reason }]);
});

it('a run that does not hear that it was cancelled is ended with its process', async () => {
  const { engine, events } = setup();
  const first = (await engine.status()).threads;
  const { run } = await engine.run({ ...flow, name: 'f' });
  await engine.cancel({ run }).catch(() => undefined);
  await expect.poll(() => events.filter((e) => e.type === 'restarted').map((e) => e.problem.code), { timeout: 15_000 }).toEqual(['run-cancelled']);
  expect((await engine.status()).threads).not.toBe(first);
});

it('a second crash at the same node says so, with advice', async () => {
  const { engine } = setup();
  const crash = () => failure(engine.preview({ ...flow, node: 'crash', port: 'out', rows: 1 }));
  expect((await crash())?.message).toContain('run again');
  expect((await crash())?.message).toMatch(/for the second time at this node.*disable crash/);
});

it('survives being killed again and again', async () => {
  const { engine } = setup();
  const seen = new Set<number>();
  for (let i = 0; i < 3; i++) {
    const { threads } = await engine.status();
    seen.add(threads);
    process.kill(threads, 'SIGKILL');
    await expect.poll(() => supervisor.pid, { timeout: 15_000 }).not.toBe(threads);
  }
  expect(seen.size).toBe(3);
});

it('says why when the process cannot start at all, instead of waiting', async () => {
  const { engine } = setup(new URL('./testing/not-there.ts', import.meta.url));
  const reason = await failure(engine.status());
  expect(reason).toMatchObject({ code: 'engine-crashed' });
  expect(reason?.message).toContain('could not start');
});

it('the engine forgets a window that left', async () => {
  const { engine, window } = setup();
  await engine.status();
  window.close();
  const again = callClient<EngineCalls>(engineMethods);
  const [mine, host] = portPair();
  relayToEngine(supervisor, host);
  again.attach(mine);
  expect((await again.calls.status()).threads).toBe(supervisor.pid);
});
