import { readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Answer } from '../check/binder.ts';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { csvDetail } from '../execute/describe-failure.ts';
import { modelReference } from '../core/registered-model.ts';
import { canonicalJson } from '../core/json.ts';
import { quotedText } from '../core/quoting.ts';
import type { Fact, Need } from '../definition/need.ts';
import { readRegistry } from '../io/model-registry.ts';
import { resolveReference } from '../io/registry-index.ts';
import type { ExecutionProvider } from '../relation/model-call.ts';
import type { ModelDescription } from '../relation/model-description.ts';
import { withoutSecrets } from '../io/secrets.ts';
import { isPattern, patternOfName } from '../relation/path-pattern.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { NetworkDatabase, type Asking } from './network-database.ts';
import { nothingThere, storeProblem } from './store-problem.ts';
import { databaseLabel, isRemote } from '../relation/database-ref.ts';
import { asksNetwork, restLabel } from '../relation/rest-request.ts';
import type { ObjectStore } from '../relation/object-store.ts';
import type { ExtensionName } from '../relation/extensions.ts';
import { databaseError, type DatabaseError } from './database-error.ts';
import { packedTrouble } from '../io/packed-file.ts';
import { packedAs } from '../relation/packed-as.ts';
import { discoverDelimited } from './discover-delimited.ts';
import { discoverTable, unasked } from './discover-table.ts';
import { discoverJson } from './discover-json.ts';
import type { ScriptTrust } from '../scripting/script-trust.ts';
import { PythonDiscoverer } from './discover-python.ts';
import { fileColumns } from './file-columns.ts';
import { folderPattern } from './folder-pattern.ts';
import { placeOfPath } from './place-of-path.ts';
import { jsonLayout } from './json-layout.ts';
import { extensionMissing, extensionSlot, findExtension } from './load-extension.ts';
import { firstLine } from './locate-error.ts';
import { isPlainText, otherThanText } from './recognise-file.ts';
import { firstMatch, matchingWorkbooks } from './matching-files.ts';
import { workbookColumns } from './stage-workbook.ts';
import { parquetFacts } from './parquet-facts.ts';
import { fitColumns } from './unfit-columns.ts';
import { fileText } from './file-text.ts';

/** Describes a model file, opening it first in a throw-away process. */
export type ModelDescriber = (path: string, provider?: ExecutionProvider) => Promise<Answer<ModelDescription>>;

const kinds = { delimited: 'a delimited text file', json: 'a JSON file', parquet: 'a Parquet file', lines: 'a text file', arrow: 'an Arrow file', excel: 'an Excel workbook', xml: 'an XML file', model: 'an ONNX model', flow: 'a flow', rules: 'a suite of expectations or a data contract' } as const;

type FolderNeed = Extract<Need, { kind: 'delimited' | 'json' | 'parquet' | 'lines' | 'arrow' | 'excel' }>;
const isFolderNeed = (need: FileNeed): need is FolderNeed => ['delimited', 'json', 'parquet', 'lines', 'arrow', 'excel'].includes(need.kind);
type FileNeed = Exclude<Need, { kind: 'lakehouse' | 'extension' | 'table' | 'registered' | 'script' | 'python' | 'rest' }>;

/** Finds out what nodes need to know about files; answers are kept until the file changes. */
export class Discoverer {
  private readonly answers = new Map<string, Answer<Fact>>();
  private readonly beside = new WeakMap<Answer<Fact>, string>();
  private asked: Promise<unknown> = Promise.resolve();
  private readonly connection: DuckDBConnection;
  private readonly network: NetworkDatabase;
  private readonly describeModel: ModelDescriber;
  private readonly python: PythonDiscoverer;

  constructor(connection: DuckDBConnection, describeModel: ModelDescriber, trust: ScriptTrust, patience: number) {
    this.network = new NetworkDatabase(patience);
    this.python = new PythonDiscoverer(trust);
    this.connection = connection;
    this.describeModel = describeModel;
  }

  close(): void {
    this.network.close();
  }

  /** With `network` servers may be asked, `patiently` as runs do; else what they said last is told, or that they were not asked. */
  async discover(need: Need, base: string, network: Asking): Promise<Answer<Fact>> {
    if (need.kind === 'table') return this.table(need, base, network);
    if (need.kind === 'lakehouse') return (await import('./discover-lakehouse.ts')).discoverLakehouse(need, base, network !== false, this.answers);
    if (need.kind === 'extension') return this.extension(need.name);
    if (need.kind === 'registered') return registered(need.reference, base);
    if (need.kind === 'script') return this.script(need);
    if (need.kind === 'python') return this.python.discover(need, base);
    if (need.kind === 'rest') return this.service(need, network);
    const fail = (code: 'file-missing' | 'file-unreadable' | 'file-format' | 'model-missing', message: string): Answer<never> => ({ ok: false, problem: problem(code, message, { param: need.kind === 'model' ? 'model' : 'path' }) });
    if (isRemotePath(need.path) && (need.kind === 'delimited' || need.kind === 'json' || need.kind === 'parquet')) return this.address(need, network);
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(need.path)) return fail('file-missing', `"${need.path}" is an address, not a file of this machine. Copy the file next to the flow and name it here.`);
    const { pattern, name } = await placeOfPath(base, need.path);
    const path = name ?? (await firstMatch(this.connection, pattern)) ?? pattern;
    let stamp: string;
    try {
      const info = await stat(path);
      if (info.isDirectory() && 'endings' in need && need.endings !== undefined) return await this.folder(need, pattern, this.connection, (files) => this.discover(files, base, network));
      if (!info.isFile() && !info.isDirectory()) return fail('file-format', `"${need.path}" is a pipe or a device, which cannot be read twice, as the check and the run do. Write what comes from it into a file and choose that.`);
      if (info.isDirectory()) return fail('file-format', `"${need.path}" is a folder. Name a file in it.`);
      if (info.size === 0 && need.kind !== 'model') return fail('file-format', `"${need.path}" is empty. Choose another file, or run again once it is filled.`);
      // The columns of workbooks are those of all of them.
      stamp = need.kind === 'excel' && isPattern(pattern) ? await stampsOf(await matchingWorkbooks(this.connection, pattern)) : `${info.size}:${info.mtimeMs}:${info.ino}`;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EACCES' || code === 'EPERM') return fail('file-unreadable', `"${need.path}" may not be read by this account. Change its permissions, or choose another file.`);
      return fail(need.kind === 'model' ? 'model-missing' : 'file-missing', `"${need.path}" is not there (looked in ${base}). Choose the file again, or put it back.`);
    }
    const key = `${path}|${stamp}|${canonicalJson(need)}`;
    // A new file of a pattern may bring a column.
    if (need.kind === 'parquet' && need.unionByName === true && name === null) return this.find(need, path, pattern);
    const known = this.answers.get(key);
    if (known && (await this.stillBeside(known))) return known;
    const found = await this.find(need, path, pattern);
    const answer = name !== null && found.ok && isFolderNeed(need) ? { ok: true as const, value: { ...found.value, pattern: patternOfName(need.path) } as Fact } : found;
    if (need.kind === 'model' && !answer.ok) return answer;
    await this.noteBeside(answer);
    if (this.answers.size > 500) this.answers.clear();
    this.answers.set(key, answer);
    return answer;
  }

  /** Files beside a model that hold its weights may change while it stays as it is. */
  private async stillBeside(answer: Answer<Fact>): Promise<boolean> {
    const besides = besidesOf(answer);
    return besides.length === 0 || (await stampsOf(besides)) === this.beside.get(answer);
  }

  private async noteBeside(answer: Answer<Fact>): Promise<void> {
    const besides = besidesOf(answer);
    if (besides.length > 0) this.beside.set(answer, await stampsOf(besides));
  }

  private async table(need: Extract<Need, { kind: 'table' }>, base: string, network: Asking): Promise<Answer<Fact>> {
    if (!isRemote(need.database)) return this.oneByOne(() => discoverTable(this.connection, need, base));
    const key = canonicalJson(need);
    if (!network) return this.answers.get(key) ?? { ok: false, problem: unasked(databaseLabel(need.database)) };
    const answer = await this.oneByOne(async () => discoverTable(await this.network.connection(), need, base));
    if (answer.ok) this.answers.set(key, answer);
    return answer;
  }

  /** Files in the network; like a database there, a server is asked only where that is allowed. */
  private async address(need: Extract<FileNeed, { kind: 'delimited' | 'json' | 'parquet' }>, network: Asking): Promise<Answer<Fact>> {
    const key = canonicalJson(need);
    const { path, store } = need;
    if (store === undefined && /[*[]/.test(path)) return { ok: false, problem: problem('file-missing', `"${path}" is an address with a pattern, and web servers do not list their files. Name one file.`, { param: 'path' }) };
    if (/^https?:\/\/[^/?]*@/i.test(path)) return { ok: false, problem: problem('param-invalid', 'The address holds a name or password, which would be readable in the flow. Leave it out; files behind a password cannot be read this way.', { param: 'path' }) };
    if (!network) return this.answers.get(key) ?? { ok: false, problem: unasked(path) };
    try {
      const answer = store === undefined ? await this.find(need, path, path, await this.network.web(network === 'patiently')) : await this.network.inStore(store, network === 'patiently', (connection) => this.inStore(need, store, connection));
      if (answer.ok) this.answers.set(key, answer);
      return answer;
    } catch (error) {
      if (error instanceof DiagnosticError) return { ok: false, problem: error.diagnostic };
      throw error;
    }
  }

  private async inStore(need: Extract<FileNeed, { kind: 'delimited' | 'json' | 'parquet' }>, store: ObjectStore, connection: DuckDBConnection): Promise<Answer<Fact>> {
    const { path, endings } = need;
    try {
      if (path.endsWith('/') && endings !== undefined) return await this.folder(need, path, connection, (files) => this.inStore(files, store, connection));
      const first = await firstMatch(connection, path);
      if (first === null) return { ok: false, problem: nothingThere(store, path) };
      return await this.find(need, first, path, connection, (told) => storeProblem(connection, told, store, path));
    } catch (error) {
      const told = await storeProblem(connection, databaseError(error), store, path);
      if (told === null) throw error;
      return { ok: false, problem: told };
    }
  }

  /** All files of a folder, read by `discover` as the pattern that they are. */
  private async folder<N extends FolderNeed>(need: N, folder: string, connection: DuckDBConnection, discover: (files: N) => Promise<Answer<Fact>>): Promise<Answer<Fact>> {
    const found = await folderPattern(connection, folder, need.path, need.endings ?? []);
    if ('problem' in found) return { ok: false, problem: found.problem };
    const answer = await discover({ ...need, path: found.pattern });
    return answer.ok ? { ok: true, value: { ...answer.value, pattern: found.pattern } as Fact } : answer;
  }

  /** A web service, asked for its first page only where that is allowed. */
  private async service(need: Extract<Need, { kind: 'rest' }>, network: Asking): Promise<Answer<Fact>> {
    const key = canonicalJson(need);
    const asks = asksNetwork(need.request);
    if (asks && !network) return this.answers.get(key) ?? { ok: false, problem: unasked(restLabel(need.request)) };
    const { discoverRest } = await import('./discover-rest.ts');
    const answer = await discoverRest(this.connection, need.request, network !== 'patiently');
    if (answer.ok) this.answers.set(key, answer);
    return answer;
  }

  /** Two questions must not have one database open at once. */
  private oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const done = this.asked.then(work);
    this.asked = done.catch(() => undefined);
    return done;
  }

  /** Whether an extension is there; it is loaded only where something is asked of it. */
  private async extension(name: ExtensionName): Promise<Answer<Fact>> {
    const slot = await extensionSlot(this.connection);
    return findExtension(name, slot) === null ? { ok: false, problem: extensionMissing(name, slot) } : { ok: true, value: { kind: 'extension' } };
  }

  private async script({ code, unit }: Extract<Need, { kind: 'script' }>): Promise<Answer<Fact>> {
    const { checkScript } = await import('../scripting/check-script.ts');
    const found = await checkScript(code, unit);
    if (found.ok) return { ok: true, value: { kind: 'script', form: found.form } };
    return { ok: false, problem: problem('script-syntax', `The script does not parse: ${found.message} (line ${found.line}). Write an expression, or the body of a function that returns a value.`, { param: 'code', span: found.span }) };
  }

  /** `explain` says what a failure of the database is about where it knows. */
  private async find(need: FileNeed, ...place: readonly [path: string, pattern: string, connection?: DuckDBConnection, explain?: (told: DatabaseError) => Promise<Diagnostic | null>]): Promise<Answer<Fact>> {
    return fitColumns(await this.look(need, ...place), need.path);
  }

  private async look(need: FileNeed, path: string, pattern: string, connection = this.connection, explain: (told: DatabaseError) => Promise<Diagnostic | null> = async () => null): Promise<Answer<Fact>> {
    try {
      const other = !isRemotePath(path) && isPlainText(need, path) ? await otherThanText(path, need.kind === 'delimited') : null;
      if (other !== null && (need.kind === 'delimited' || need.kind === 'json' || need.kind === 'lines')) return { ok: false, problem: problem('file-format', `"${need.path}" cannot be read as ${kinds[need.kind]}: ${other}`, { param: 'path' }) };
      switch (need.kind) {
        case 'delimited': {
          const fact = await discoverDelimited(connection, need, path, pattern);
          return { ok: true, value: { ...fact, ...(await fileColumns(connection, need.files, pattern, fact.schema)) } };
        }
        case 'parquet': {
          const schema = await this.describe(connection, `read_parquet(${need.unionByName === true ? `${quotedText(pattern)}, union_by_name = true` : fileText(path)}, hive_partitioning = false)`);
          const { problem: trouble, note } = await parquetFacts(connection, path, need.path, schema);
          if (trouble !== null) return { ok: false, problem: trouble };
          return { ok: true, value: { kind: 'parquet', ...(await fileColumns(connection, need.files, pattern, schema)), ...(note === null ? {} : { note }) } };
        }
        case 'json': {
          const layout = need.layout === 'auto' ? await jsonLayout(connection, path, need.lenient === true) : need.layout;
          const schema = await discoverJson(connection, need.path, path, layout, need.lenient === true);
          return { ok: true, value: { kind: 'json', layout, ...(await fileColumns(connection, need.files, pattern, schema)) } };
        }
        case 'lines': {
          const { partitions } = await fileColumns(connection, need.files, pattern, []);
          const compression = need.compression ?? packedAs(path);
          if (need.encoding === 'utf-8') return { ok: true, value: { kind: 'lines', compression, partitions } };
          if (compression === 'zstd') return { ok: false, problem: problem('file-format', `"${need.path}" is compressed with Zstandard, and only UTF-8 can be read that way. Unpack it first.`, { param: 'encoding' }) };
          // DuckDB reads nothing of UTF-16 big end first, and says nothing.
          const staged = createHash('sha256').update(canonicalJson([pattern, need.encoding, compression])).digest('hex').slice(0, 16);
          return { ok: true, value: { kind: 'lines', compression, partitions, staged } };
        }
        case 'arrow': {
          const { arrowColumns } = await import('./discover-arrow.ts');
          return await arrowColumns(need.path, path, pattern);
        }
        case 'excel':
          return await workbookColumns(need.path, await matchingWorkbooks(this.connection, pattern), pattern, need.options);
        case 'xml': {
          const { discoverXml } = await import('./discover-xml.ts');
          return await discoverXml(need, path);
        }
        case 'flow':
          return { ok: true, value: { kind: 'flow', file: path, text: await readFile(path, 'utf8') } };
        case 'rules': {
          const { discoverRules } = await import('./discover-rules.ts');
          return await discoverRules(need, path);
        }
        case 'model': {
          const answer = await this.describeModel(path, need.provider);
          return answer.ok ? { ok: true, value: { kind: 'model', description: answer.value } } : { ok: false, problem: { ...answer.problem, at: { param: 'model', ...answer.problem.at } } };
        }
      }
    } catch (error) {
      const packed = await packedTrouble(error, path);
      if (packed !== null) return { ok: false, problem: problem('file-format', `"${need.path}" cannot be unpacked: ${packed.message}. Get the file again, or choose how it is packed.`, { param: 'path' }) };
      if (error instanceof DiagnosticError) return { ok: false, problem: error.diagnostic };
      const told = databaseError(error);
      if (told.type === 'Unknown') throw error;
      const explained = await explain(told);
      if (explained !== null) return { ok: false, problem: explained };
      if (isRemotePath(path) && /^(HTTP|IO)$/i.test(told.type)) return { ok: false, problem: problem(/\b404\b/.test(told.message) ? 'file-missing' : 'file-unreadable', `"${need.path}" cannot be got (${firstLine(withoutSecrets(told.message)).replaceAll(path, 'it').replace(/[.!]$/, '')}). Check the address, and whether its server answers.`, { param: 'path' }) };
      return { ok: false, problem: problem('file-format', `"${need.path}" cannot be read as ${kinds[need.kind]}: ${told.message.includes('CSV Error') ? csvDetail(told.message) : firstLine(told.message.replaceAll(path, need.path))}. Choose another file, or change how it is read.`, { param: 'path' }) };
    }
  }

  /** The first file a pattern matches, in name order, or null; a path without a pattern is itself. */
  private describe(connection: DuckDBConnection, from: string): Promise<{ name: string; type: string }[]> {
    return connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`).then((reply) => reply.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) })));
  }
}

/** Read anew each time: the index is small, and promoting a model must show at once. */
async function registered(reference: string, base: string): Promise<Answer<Fact>> {
  const asked = modelReference(reference);
  if (asked === null) throw new Error(`"${reference}" is no reference to a model.`);
  try {
    const found = resolveReference(await readRegistry(base), asked);
    return 'code' in found ? { ok: false, problem: found } : { ok: true, value: { kind: 'registered', model: found } };
  } catch (error) {
    if (error instanceof DiagnosticError) return { ok: false, problem: error.diagnostic };
    throw error;
  }
}

const besidesOf = (answer: Answer<Fact>): readonly string[] => (answer.ok && answer.value.kind === 'model' ? (answer.value.description.besides ?? []) : []);

/** Sizes and times of files; a missing one has none. */
const stampsOf = async (paths: readonly string[]): Promise<string> => (await Promise.all(paths.map((path) => stat(path).then((info) => `${info.size}:${info.mtimeMs}:${info.ino}`, () => 'gone')))).join('|');

/** SHA-256 of a file, hexadecimal. */
export const fileHash = async (path: string): Promise<string> => createHash('sha256').update(await readFile(path)).digest('hex');
