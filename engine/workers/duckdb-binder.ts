import { DuckDBInstance, type DuckDBConnection, type DuckDBType } from '@duckdb/node-api';
import type { Answer, BindRequest, Binder, ParsedExpression } from '../check/binder.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { printRelation } from '../compile/print-relation.ts';
import { emptyTable } from '../compile/print-scan.ts';
import { SqlWriter, type SqlText } from '../compile/sql-text.ts';
import { problem } from '../core/diagnostic.ts';
import { canonicalJson } from '../core/json.ts';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import type { Schema } from '../core/schema.ts';
import type { Fact, Need } from '../definition/need.ts';
import type { FunctionInfo } from '../relation/function-info.ts';
import { walkRelation } from '../relation/walk-relation.ts';
import { databaseError } from './database-error.ts';
import { Discoverer, type ModelDescriber } from './discover.ts';
import { lookPatience } from './load-extension.ts';
import { listFunctions } from './list-functions.ts';
import { locateBindError } from './locate-error.ts';
import { isVolatileTree } from '../expression/volatile-tree.ts';
import { readsElsewhere } from '../expression/reads-elsewhere.ts';
import { scriptTrust, type ScriptTrust } from '../scripting/script-trust.ts';
import { parseExpression } from './parse-expression.ts';

const cacheLimit = 5000;

let ready: Promise<DuckDBInstance> | null = null;

/** Opens the database of the next binder of this process before anyone asks for it, while the rest is loaded. */
export function openBinderAhead(): void {
  ready ??= openInstance();
  // Whoever opens the binder is told.
  ready.catch(() => undefined);
}

const openInstance = (): Promise<DuckDBInstance> => DuckDBInstance.create(':memory:', { threads: '1', autoinstall_known_extensions: 'false' });

/** Answers the questions of check on a small resident DuckDB; equal questions are answered from memory. */
export class DuckDbBinder implements Binder {
  private readonly parsed = new Map<string, Answer<ParsedExpression>>();
  private readonly bound = new Map<string, Answer<Schema>>();
  private readonly types = new Map<string, Answer<string>>();
  private readonly discoverer: Discoverer;
  private readonly connection: DuckDBConnection;
  private readonly instance: DuckDBInstance;
  private volatileNames: Promise<ReadonlySet<string>> | null = null;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, describeModel: ModelDescriber, trust: ScriptTrust, patience: number) {
    this.instance = instance;
    this.connection = connection;
    this.discoverer = new Discoverer(connection, describeModel, trust, patience);
  }

  /** Without `trust` no script outside a sandbox is trusted. Servers are waited for `patience` seconds. */
  static async open(describeModel: ModelDescriber, trust: ScriptTrust = scriptTrust(), patience: number = lookPatience): Promise<DuckDbBinder> {
    const opening = ready ?? openInstance();
    ready = null;
    const instance = await opening;
    const connection = await instance.connect();
    // A statement that names an address or a format of another kind must not bring in what reads it.
    await connection.run("SET autoload_known_extensions = false; SET errors_as_json = true; SET TimeZone = 'UTC'");
    return new DuckDbBinder(instance, connection, describeModel, trust, patience);
  }

  close(): void {
    this.discoverer.close();
    this.connection.closeSync();
    this.instance.closeSync();
  }

  async parse(text: string, at: { readonly node: string; readonly param: string }): Promise<Answer<ParsedExpression>> {
    return remember(this.parsed, canonicalJson([text, at]), () => parseExpression(this.connection, text, at, () => this.volatileFunctions()));
  }

  async isVolatileStatement(text: string): Promise<boolean> {
    const reply = await this.connection.runAndReadAll(`SELECT json_serialize_sql(${quotedText(text)})`);
    return isVolatileTree(JSON.parse(String(reply.getRows()[0]![0])), await this.volatileFunctions());
  }

  /** Whether a statement or expression may read more than the tables called `names`: files by name, functions that give tables. One that does not parse counts as if it did. */
  async readsElsewhere(text: string, names: readonly string[]): Promise<boolean> {
    const trees = await Promise.all([text, `SELECT ${text}`].map(async (sql) => JSON.parse(String((await this.connection.runAndReadAll(`SELECT json_serialize_sql(${quotedText(sql)})`)).getRows()[0]![0])) as { error?: boolean }));
    const tree = trees.find((t) => t.error === false);
    return tree === undefined || readsElsewhere(tree, names);
  }

  /** The version of the database that computes. */
  async databaseVersion(): Promise<string> {
    return String((await this.connection.runAndReadAll('SELECT version()')).getRows()[0]![0]);
  }

  async bind(request: BindRequest): Promise<Answer<Schema>> {
    return remember(this.bound, canonicalJson(request), () => this.bindNow(request));
  }

  async typeName(text: string): Promise<Answer<string>> {
    return remember(this.types, text, async () => {
      const invalid: Answer<string> = { ok: false, problem: problem('param-invalid', `"${text}" is not a type. Use one such as INTEGER, DECIMAL(10,2), VARCHAR, DATE or TIMESTAMP.`) };
      // Read as a type only: whatever else the text holds makes the parse fail or the cast not be alone.
      const parsed = await parseExpression(this.connection, `CAST(NULL AS ${text}\n)`, { node: '', param: 'type' }, () => this.volatileFunctions());
      if (!parsed.ok || parsed.value.functions.length > 0 || parsed.value.columns.length > 0) return invalid;
      try {
        const [only] = await this.columnsOf(`SELECT CAST(NULL AS ${text}\n)`);
        return { ok: true, value: only!.type };
      } catch {
        return invalid;
      }
    });
  }

  discover(need: Need, base: string): Promise<Answer<Fact>> {
    return this.discoverer.discover(need, base, false);
  }

  /** The same binder, which may also ask servers in the network; a `patient` one waits for them as long as runs do. */
  online(patient = false): Binder {
    return {
      parse: (text, at) => this.parse(text, at),
      isVolatileStatement: (text) => this.isVolatileStatement(text),
      bind: (request) => this.bind(request),
      typeName: (text) => this.typeName(text),
      discover: (need, base) => this.discoverer.discover(need, base, patient ? 'patiently' : true),
    };
  }

  /** What a run may use when nobody says: DuckDB's own limit for this machine. */
  async memoryLimit(): Promise<string> {
    const reply = await this.connection.runAndReadAll("SELECT current_setting('memory_limit')");
    return String(reply.getRows()[0]![0]);
  }

  /** Files that a pattern with * matches, in name order. */
  async listFiles(pattern: string): Promise<readonly string[]> {
    const reply = await this.connection.runAndReadAll(`SELECT file FROM glob(${quotedText(pattern)}) ORDER BY file`);
    return reply.getRows().map((row) => String(row[0]));
  }

  functions(): Promise<readonly FunctionInfo[]> {
    return listFunctions(this.connection);
  }

  /** Functions that may answer differently in the next statement. Asked only when an expression calls something: listing them takes longer than checking a small flow. */
  private volatileFunctions(): Promise<ReadonlySet<string>> {
    this.volatileNames ??= this.connection
      .runAndReadAll("SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability IN ('VOLATILE', 'CONSISTENT_WITHIN_QUERY')")
      .then((reply) => new Set(reply.getRows().map((r) => String(r[0]))));
    return this.volatileNames;
  }

  private async bindNow(request: BindRequest): Promise<Answer<Schema>> {
    const statement = bindStatement(request);
    const columns = Object.values(request.inputs).flat(2).map((c) => c.name);
    let userSql: string | undefined;
    walkRelation(request.relation, (r) => {
      if (r.op === 'sql') userSql = r.text;
    });
    if (userSql !== undefined) {
      const trouble = await this.statementTrouble(userSql, request.node);
      if (trouble) return { ok: false, problem: trouble };
    }
    try {
      return { ok: true, value: await this.columnsOf(statement.sql) };
    } catch (error) {
      const told = databaseError(error);
      const found = locateBindError(told, statement, request.node, columns);
      if (userSql !== undefined && told.type === 'Missing Extension' && /requires the extension httpfs/i.test(told.message)) return { ok: false, problem: problem('sql-invalid', `The statement of node "${request.node}" reads an address in the network by itself. Read it with a node of its own, which may be allowed to, and name its rows here.`, found.at) };
      return { ok: false, problem: userSql === undefined ? found : { ...found, code: 'sql-invalid' } };
    }
  }

  /** Names and types of a SELECT; nested types are described, since their prepared form loses aliases such as JSON within and spells names in its own way. */
  private async columnsOf(sql: string): Promise<Schema> {
    const prepared = await this.connection.prepare(sql);
    const schema = Array.from({ length: prepared.columnCount }, (_, i) => ({ name: prepared.columnName(i), type: typeText(prepared.columnType(i)) }));
    prepared.destroySync();
    if (!schema.some((c) => isNested(c.type))) return schema;
    const described = await this.connection.runAndReadAll(`DESCRIBE ${sql}`);
    return described.getRows().map((row) => ({ name: String(row[0]), type: String(row[1]) }));
  }

  /** A user's statement must be one SELECT: nothing else may run on the side. */
  private async statementTrouble(text: string, node: string) {
    try {
      const extracted = await this.connection.extractStatements(text);
      const reply = await this.connection.runAndReadAll(`SELECT json_serialize_sql(${quotedText(text)})`);
      const tree = JSON.parse(String(reply.getRows()[0]![0])) as { error: boolean };
      if (extracted.count === 1 && !tree.error) return null;
      return problem('sql-invalid', `The statement of node "${node}" must be one SELECT. Put other statements elsewhere.`, { node, param: 'statement' });
    } catch {
      // It does not parse: binding it says where.
      return null;
    }
  }
}

async function remember<T>(cache: Map<string, T>, key: string, find: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const found = await find();
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(key, found);
  return found;
}

/** DuckDB's spelling of a type; JSON is an alias of VARCHAR that must not get lost. */
const typeText = (type: DuckDBType): string => type.alias ?? type.toString();

const isNested = (type: string): boolean => /^(STRUCT|MAP|UNION)\(|\]$/.test(type);

/** The relation over empty tables that have the types of what arrives. */
function bindStatement(request: BindRequest): SqlText {
  const inputName = (port: string, index: number): string => quotedIdentifier(`in:${port}:${index}`);
  const sharedName = (name: string): string => quotedIdentifier(`shared:${name}`);
  const context: CompileContext = {
    node: request.node,
    inputName,
    inputSchema: (port, index) => request.inputs[port]![index]!,
    sharedName,
    resolvePath: (path) => path,
    functionName: () => 'never_called',
    schemaOnly: true,
    sampleRows: null,
  };
  const out = new SqlWriter();
  const tables = Object.entries(request.inputs).flatMap(([port, schemas]) => schemas.map((schema, i) => ({ name: inputName(port, i), schema })));
  const shared = Object.entries(request.shared);
  if (tables.length + shared.length > 0) out.add('WITH ');
  out.list(tables, ', ', (t) => out.add(`${t.name} AS (${emptyTable(t.schema)})`));
  shared.forEach(([name, relation], i) => {
    if (tables.length + i > 0) out.add(', ');
    out.add(`${sharedName(name)} AS (`);
    printRelation(out, relation, context);
    out.add(')');
  });
  out.add(' ');
  printRelation(out, request.relation, context);
  return out.done();
}
