import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import { callClient } from '../../engine/api/transport/call-client.ts';
import { engineMethods } from '../../engine/api/transport/engine-methods.ts';
import { portPair } from '../../engine/api/transport/port.ts';
import type { RunReport } from '../../engine/core/run-report.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { EngineSupervisor } from '../../main/engine-host/engine-supervisor.ts';
import { startNodeEngine } from '../../main/engine-host/node-engine-child.ts';
import { relayToEngine } from '../../main/engine-host/relay-client.ts';

const samples = join(import.meta.dirname, '../../samples');
const entry = new URL('../../main/engine-host/engine-process.ts', import.meta.url);

const filesOf = (folder: string): readonly string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(folder.length + 1)).sort();

let supervisor: EngineSupervisor;
beforeAll(() => {
  supervisor = new EngineSupervisor(() => startNodeEngine(entry, () => undefined), () => undefined);
});
afterAll(() => supervisor.close());

// The command line is held to the same files by test/samples, so the two are held to each other.
test.each(readdirSync(samples))('the engine process of the window writes for %s what the command line writes', { timeout: 120_000 }, async (name) => {
  const base = join(mkdtempSync(join(tmpdir(), 'desktop-bytes-')), name);
  cpSync(join(samples, name), base, { recursive: true, filter: (source) => !/[/\\](out|expected|\.millrace)$/.test(source) });
  try {
    const client = callClient<EngineCalls, EngineEvent>(engineMethods);
    const [window, host] = portPair();
    relayToEngine(supervisor, host);
    client.attach(window);
    const { document } = readDocument(readFileSync(join(base, 'flow.json'), 'utf8'), 'flow.json');
    const finished = new Promise<RunReport>((resolve) => {
      client.onEvent((event) => {
        if (event.type === 'finished') resolve(event.report);
      });
    });
    await client.calls.run({ document: document!, base, name });
    const report = await finished;
    expect(report.diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
    expect(report.status).toBe('succeeded');
    const expected = join(samples, name, 'expected');
    expect(filesOf(join(base, 'out'))).toEqual(filesOf(expected));
    for (const path of filesOf(expected)) expect(readFileSync(join(base, 'out', path)).equals(readFileSync(join(expected, path))), path).toBe(true);
  } finally {
    rmSync(join(base, '..'), { recursive: true, force: true });
  }
});
