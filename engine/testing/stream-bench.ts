import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Engine } from '../api/engine.ts';
import type { StreamRequest } from '../api/stream-flow.ts';
import type { RunReport } from '../core/run-report.ts';
import { emptyDocument, type FlowDocument } from '../document/document.ts';

/** Nodes as `type` and settings, and edges as `a.out > b.in`. */
export function flowOf(nodes: Readonly<Record<string, readonly [string, Readonly<Record<string, unknown>>]>>, edges: readonly string[]): FlowDocument {
  const pairs = edges.map((e) => e.split(' > '));
  return {
    ...emptyDocument('flow'),
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, [type, params]]) => [id, { type, version: 1, params }])),
    edges: pairs.map(([from, to]) => ({ from: from!, to: to! })),
  };
}

/** A folder with a flow that tests run in batch and as a stream. */
export class StreamBench {
  readonly base: string;
  private readonly engine: Engine;
  private readonly document: FlowDocument;

  private constructor(engine: Engine, document: FlowDocument, base: string) {
    this.engine = engine;
    this.document = document;
    this.base = base;
  }

  static async open(engine: Engine, document: FlowDocument, files: Readonly<Record<string, string>> = {}): Promise<StreamBench> {
    const bench = new StreamBench(engine, document, await mkdtemp(join(tmpdir(), 'millrace-stream-')));
    for (const [path, text] of Object.entries(files)) await bench.write(path, text);
    return bench;
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.base, path)), { recursive: true });
    await writeFile(join(this.base, path), text);
  }

  append(path: string, text: string | Uint8Array): Promise<void> {
    return appendFile(join(this.base, path), text);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.base, path), 'utf8');
  }

  batch(): Promise<RunReport> {
    return this.engine.session.run({ document: this.document, base: this.base, name: 'flow' }, () => undefined, () => undefined);
  }

  stream(more: Partial<StreamRequest> = {}, onCancellable: (cancel: () => void) => void = () => undefined): Promise<RunReport> {
    return this.engine.session.runStream({ document: this.document, base: this.base, name: 'flow', untilIdle: true, ...more }, () => undefined, onCancellable);
  }

  close(): Promise<void> {
    return rm(this.base, { recursive: true, force: true });
  }
}
