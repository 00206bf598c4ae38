import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../api/engine.ts';
import type { Catalog } from '../definition/index.ts';
import { emptyDocument } from '../document/document.ts';
import type { PublishedVersion } from './data-sets.ts';

/** Formats a version is offered in beside the one it is kept in, with the node that writes each. */
const writers = {
  arrow: { type: 'write-arrow', settings: {} },
  csv: { type: 'write-delimited', settings: {} },
  json: { type: 'write-json', settings: { layout: 'array' } },
  ndjson: { type: 'write-json', settings: { layout: 'newline' } },
} as const;

export type OtherFormat = keyof typeof writers;

export const isOtherFormat = (format: string): format is OtherFormat => Object.hasOwn(writers, format);

/** Most files that are kept for the next who asks. */
const most = 32;

/** Versions of data sets in other formats, each written once, by the nodes that write them in flows, and kept while the server runs. */
export class ConvertedFiles {
  private readonly engine: Engine;
  private readonly catalog: Catalog;
  private readonly made = new Map<string, Promise<string>>();
  private folder: Promise<string> | null = null;

  constructor(engine: Engine, catalog: Catalog) {
    this.engine = engine;
    this.catalog = catalog;
  }

  /** The file of a version in a format. Throws an Error that says why there is none. */
  async file({ version, file }: Pick<PublishedVersion, 'version' | 'file'>, format: OtherFormat): Promise<string> {
    const key = `${file} ${format}`;
    const known = this.made.get(key);
    if (known) {
      const path = await known;
      // Those used longest ago are forgotten first; a temporary folder may be swept by others.
      this.made.delete(key);
      if (await stat(path).then(() => true, () => false)) {
        this.made.set(key, known);
        return path;
      }
      return this.file({ version, file }, format);
    }
    const making = this.convert(version, file, format);
    this.made.set(key, making);
    making.catch(() => this.made.delete(key));
    const path = await making;
    for (const [old, older] of this.made) {
      if (this.made.size <= most) break;
      this.made.delete(old);
      await rm(await older.catch(() => ''), { force: true });
    }
    return path;
  }

  async close(): Promise<void> {
    if (this.folder) await rm(await this.folder, { recursive: true, force: true });
  }

  private async convert(version: string, file: string, format: OtherFormat): Promise<string> {
    this.folder ??= mkdtemp(join(tmpdir(), 'millrace-data-'));
    const to = join(await mkdtemp(join(await this.folder, 'f-')), `${version}.${format}`);
    const { type, settings } = writers[format];
    const node = (nodeType: string, params: Record<string, unknown>) => ({ type: nodeType, version: this.catalog.get(nodeType)!.version, params });
    const document = { ...emptyDocument('data'), nodes: { from: node('read-parquet', { path: file }), to: node(type, { path: to, ...settings }) }, edges: [{ from: 'from.out', to: 'to.in' }] };
    const report = await this.engine.session.run({ document, base: await this.folder, name: 'data', counting: 'free', cache: false }, () => undefined, () => undefined);
    if (report.status === 'succeeded') return to;
    throw new Error(report.diagnostics.map((d) => d.message).join(' '));
  }
}
