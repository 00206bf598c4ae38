import { MessageChannel } from 'node:worker_threads';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DiagnosticError, problem } from '../../core/diagnostic.ts';
import type { EngineCalls } from '../contract.ts';
import { callClient, callProxy } from './call-client.ts';
import { channelPorts } from './channel-ports.ts';
import { tightBytes } from './electron-port.ts';
import { engineMethods } from './engine-methods.ts';
import { engineValidators } from './engine-validators.ts';
import { decodeFrame, encodeFrame } from './frame-codec.ts';
import { messageChannelPort } from './message-channel-port.ts';
import { portPair } from './port.ts';
import { serveCalls } from './serve-calls.ts';

interface Calls {
  double(argument: { readonly value: number }): Promise<number>;
  fail(argument: { readonly how: 'diagnostic' | 'bug' }): Promise<void>;
  never(): Promise<void>;
  bytes(argument: { readonly data: Uint8Array }): Promise<Uint8Array>;
}
const methods = ['double', 'fail', 'never', 'bytes'] as const;
const validators = {
  double: z.strictObject({ value: z.number() }),
  fail: z.strictObject({ how: z.enum(['diagnostic', 'bug']) }),
  never: z.undefined(),
  bytes: z.strictObject({ data: z.instanceof(Uint8Array) }),
};
const calls: Calls = {
  double: async ({ value }) => value * 2,
  fail: async ({ how }) => {
    if (how === 'bug') throw new TypeError('a bug');
    throw new DiagnosticError(problem('disk-full', 'Full.', { node: 'n' }));
  },
  never: () => new Promise(() => undefined),
  bytes: async ({ data }) => data.map((byte) => byte + 1),
};

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.bigInt(),
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'message', 'bytes', '')), tie('value'), { maxKeys: 5 }),
  ),
})).value;

describe('frames', () => {
  it('bring back any plain message', () => {
    fc.assert(
      fc.property(plain, (message) => {
        // A lone surrogate is not text; UTF-8 cannot hold it raw, the JSON escape can.
        expect(decodeFrame(encodeFrame(message))).toStrictEqual(withPlainPrototypes(message));
      }),
      { numRuns: 500 },
    );
  });
  it('put byte arrays at multiples of 8', () => {
    const decoded = decodeFrame(encodeFrame({ a: new Uint8Array(3), b: new Uint8Array(5) })) as { a: Uint8Array; b: Uint8Array };
    expect([decoded.a.byteOffset % 8, decoded.b.byteOffset % 8]).toEqual([0, 0]);
  });
  it('refuse what is not plain data', () => {
    for (const value of [() => 1, new Date(), new Map(), Symbol('x')]) expect(() => encodeFrame({ value })).toThrow(TypeError);
  });
  it('throw a RangeError or SyntaxError on damaged frames, and never touch a prototype', () => {
    const good = encodeFrame({ a: [1, new Uint8Array([1, 2, 3])] });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
        const bad = good.slice(0, length);
        if (at < bad.length) bad[at] = byte;
        try {
          decodeFrame(bad);
        } catch (error) {
          expect(error instanceof RangeError || error instanceof SyntaxError || error instanceof TypeError).toBe(true);
        }
        expect('polluted' in {}).toBe(false);
      }),
    );
    const header = new TextEncoder().encode('[{},[[["__proto__","polluted"],"undefined"]]]');
    const evil = new Uint8Array(8 + header.length);
    new DataView(evil.buffer).setUint32(0, header.length, true);
    evil.set(header, 8);
    expect(() => decodeFrame(evil)).toThrow(RangeError);
  });
});

/** Dictionaries of fast-check may have no prototype; what comes back is ordinary. */
function withPlainPrototypes(value: unknown): unknown {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withPlainPrototypes);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withPlainPrototypes(v)]));
}

describe('calls over a port', () => {
  it('return values, diagnostics and bugs as what they are', async () => {
    const [window, engine] = portPair();
    const bugs: string[] = [];
    serveCalls(engine, calls, validators, (method) => bugs.push(method));
    const remote = callProxy<Calls>(window, methods);
    expect(await remote.double({ value: 21 })).toBe(42);
    expect(await remote.bytes({ data: new Uint8Array([1, 2]) })).toEqual(new Uint8Array([2, 3]));
    const failed = await remote.fail({ how: 'diagnostic' }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(DiagnosticError);
    expect((failed as DiagnosticError).diagnostic).toEqual(problem('disk-full', 'Full.', { node: 'n' }));
    const bug = await remote.fail({ how: 'bug' }).catch((error: unknown) => error);
    expect(bug).not.toBeInstanceOf(DiagnosticError);
    expect((bug as Error).message).toBe('a bug');
    expect(bugs).toEqual(['fail']);
  });

  it('refuse unknown methods, wrong arguments and things that are not calls', async () => {
    const [window, engine] = portPair();
    serveCalls(engine, calls, validators);
    const answers: unknown[] = [];
    window.onMessage((m) => answers.push(m));
    for (const message of [
      { kind: 'call', id: 1, method: 'constructor' },
      { kind: 'call', id: 2, method: 'double', argument: { value: '2' } },
      { kind: 'call', id: 3, method: 'double', argument: { value: 2, more: 1 } },
      { kind: 'event', id: 4 },
      'text',
      null,
      { kind: 'call', id: 'x', method: 'double' },
      { kind: 'call', id: 5, method: 'double', argument: { value: 4 } },
    ]) window.send(message);
    await expect.poll(() => answers.length).toBe(5);
    expect(answers.map((a) => [(a as { id: number }).id, (a as { kind: string }).kind]).sort()).toEqual([
      [1, 'failure'], [2, 'failure'], [3, 'failure'], [4, 'failure'], [5, 'value'],
    ]);
  });

  it('work over a real MessageChannel, which tells the caller when it closes', async () => {
    const { port1, port2 } = new MessageChannel();
    serveCalls(messageChannelPort(port2 as unknown as MessagePort), calls, validators);
    const remote = callProxy<Calls>(messageChannelPort(port1 as unknown as MessagePort), methods);
    expect(await remote.double({ value: 4 })).toBe(8);
    const open = remote.never();
    port2.close();
    await expect(open).rejects.toMatchObject({ diagnostic: { code: 'engine-crashed' } });
  });
});

describe('a client that outlives its engine', () => {
  it('fails open calls with the reason, keeps later ones for the next port and goes on', async () => {
    const client = callClient<Calls, { n: number }>(methods);
    const early = client.calls.double({ value: 1 });
    const [a, engineA] = portPair();
    serveCalls(engineA, calls, validators);
    client.attach(a);
    expect(await early).toBe(2);
    const open = client.calls.never();
    engineA.send({ kind: 'gone', problem: problem('engine-crashed', 'Died at n.', { node: 'n' }) });
    await expect(open).rejects.toMatchObject({ diagnostic: { at: { node: 'n' } } });
    engineA.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const later = client.calls.double({ value: 5 });
    const [b, engineB] = portPair();
    const events: unknown[] = [];
    client.onEvent((event) => events.push(event));
    const serving = serveCalls<Calls, { n: number }>(engineB, calls, validators);
    client.attach(b);
    expect(await later).toBe(10);
    serving.event({ n: 1 });
    await expect.poll(() => events).toEqual([{ n: 1 }]);
  });
});

it('a client with grace waits for the true reason after its port closed, but not for ever', async () => {
  const [a, engine] = portPair();
  const client = callClient<Calls>(methods, 50);
  client.attach(a);
  const told = client.calls.never();
  engine.close();
  setTimeout(() => client.fail(problem('engine-crashed', 'Died at n.', { node: 'n' })), 10);
  await expect(told).rejects.toMatchObject({ diagnostic: { at: { node: 'n' } } });
  const [b, other] = portPair();
  client.attach(b);
  const untold = client.calls.never();
  other.close();
  await expect(untold).rejects.toMatchObject({ diagnostic: { code: 'engine-crashed', at: {} } });
});

it('channels divide one port', async () => {
  const [window, server] = portPair();
  const ends = channelPorts(server, ['engine', 'os']);
  serveCalls(ends.os, calls, validators);
  serveCalls<Calls>(ends.engine, { ...calls, double: async () => -1 }, validators);
  const mine = channelPorts(window, ['engine', 'os']);
  expect(await callProxy<Calls>(mine.os, methods).double({ value: 1 })).toBe(2);
  expect(await callProxy<Calls>(mine.engine, methods).double({ value: 1 })).toBe(-1);
});

it('a view is copied out of its large buffer before it is cloned', () => {
  const page = new Uint8Array(1_000_000).subarray(10, 20);
  expect((tightBytes({ page }) as { page: Uint8Array }).page.buffer.byteLength).toBe(10);
});

describe('the engine contract', () => {
  it('has a validator for every call', () => {
    expect(Object.keys(engineValidators).sort()).toEqual([...engineMethods].sort());
  });
  it('fills in a document and refuses one that is none', async () => {
    const seen: unknown[] = [];
    const [window, engine] = portPair();
    const fake = Object.fromEntries(engineMethods.map((m) => [m, async (argument: unknown) => void seen.push(argument)]));
    serveCalls(engine, fake as unknown as EngineCalls, engineValidators);
    const remote = callProxy<EngineCalls>(window, engineMethods);
    const document = { millrace: 1 as const, name: '', parameters: [], nodes: {}, edges: [], layout: {} };
    await remote.check({ document, base: '/x' });
    await expect(remote.check({ document: { ...document, millrace: 2 as 1 }, base: '/x' })).rejects.toThrow(/refused/);
    await expect(remote.check({ document: { ...document, nodes: { '1 bad': { type: 'x', version: 1, params: {} } } }, base: '/x' })).rejects.toThrow(/refused/);
    expect(seen).toEqual([{ document, base: '/x' }]);
  });
});
