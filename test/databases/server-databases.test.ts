import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../engine/api/engine.ts';
import { createEngine } from '../../engine/api/engine.ts';
import { missingExtensions } from '../../engine/testing/lacked-extension.ts';
import { catalog } from '../../nodes/catalog.ts';
import { codes, flow, loading, rows, run } from './flows.ts';
import { lacksMariadb, lacksPostgres, password, startMariadb, startPostgres, type Server } from './servers.ts';

let engine: Engine;
let missing: readonly string[];
const base = mkdtempSync(join(tmpdir(), 'millrace-servers-'));
beforeAll(async () => {
  process.env['MILLRACE_SECRET_TEST_SERVER'] = password;
  process.env['MILLRACE_SECRET_WRONG'] = 'quite wrong';
  missing = await missingExtensions();
  engine = await createEngine({ catalog, threads: 2, records: { folder: join(base, 'records'), version: '1' }, workerEntry: new URL('../../engine/workers/data-worker.ts', import.meta.url), probeEntry: new URL('../../engine/inference/probe-child.ts', import.meta.url) });
});
afterAll(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

const systems = [
  { system: 'postgres', lacks: lacksPostgres, start: startPostgres, database: 'postgres', extension: 'postgres_scanner', type: 'NUMERIC(20,4)' },
  { system: 'mysql', lacks: lacksMariadb, start: startMariadb, database: 'shop', extension: 'mysql_scanner', type: 'DECIMAL(20,4)' },
] as const;

test.for(systems)('$system: columns, filters, queries and every way to write; nothing secret is told', async ({ system, lacks, start, database, extension, type }, context) => {
  const why = lacks() ?? (missing.includes(extension) ? `the extension ${extension} is not here` : null);
  if (why !== null) return context.skip(why);
  const server: Server = await start();
  try {
    const use = system === 'mysql' ? 'USE shop; ' : '';
    server.sql(`${use}CREATE TABLE t (id INT PRIMARY KEY, text VARCHAR(50), amount ${type})`);
    server.sql(`${use}INSERT INTO t VALUES (1, 'a', 1234567890123456.7891), (2, NULL, NULL)`);
    const place = { system, host: '127.0.0.1', port: server.port, database, user: 'tester', secret: 'test server' };
    const ask = async (node: string, nodes: Parameters<typeof flow>[0], edges: readonly string[] = [], network = true) => {
      const preview = await engine.calls.preview({ document: flow(nodes, edges), base, node, port: 'out', rows: 100, network });
      const found = tableFromIPC(preview.arrow);
      return { schema: preview.schema, rows: Array.from({ length: found.numRows }, (_, i) => found.schema.fields.map((_f, c) => found.getChildAt(c)!.get(i) as unknown)) };
    };
    const source = { t: ['read-database', { ...place, table: 't' }] } as const;

    // Opening a flow asks nobody; a preview has to be allowed to.
    const unasked = await engine.calls.check({ document: flow(source), base });
    expect(unasked.diagnostics.map((d) => [d.severity, d.code, d.at.node])).toEqual([['info', 'network-unasked', 't']]);
    await expect(ask('t', source, [], false)).rejects.toMatchObject({ diagnostic: { code: 'network-unasked' } });
    const all = await ask('t', source);
    expect(all.schema).toEqual([{ name: 'id', type: 'INTEGER' }, { name: 'text', type: 'VARCHAR' }, { name: 'amount', type: 'DECIMAL(20,4)' }]);
    expect(all.rows).toEqual([[1, 'a', '1234567890123456.7891'], [2, null, null]]);
    // Known by now, so that what follows is checked; the rows still wait for leave.
    expect((await engine.calls.check({ document: flow(source), base })).diagnostics).toEqual([]);
    await expect(ask('t', source, [], false)).rejects.toMatchObject({ diagnostic: { code: 'network-unasked' } });
    expect((await ask('q', { q: ['read-database', { ...place, query: 'SELECT id + 1 AS next FROM t WHERE id > 1' }] })).rows.map((r) => Number(r[0]))).toEqual([3]);

    const target = { ...place, table: 't' };
    const table = () => server.sql(`${use}SELECT id, text FROM t ORDER BY 1, 2`).replaceAll('\t', '|').replaceAll('NULL', '').split('\n');
    // All or nothing, with a file beside: a key that is there already, and a value the other sink cannot compute.
    const refused = flow({ rows: rows("SELECT 5 AS id, 'e' AS text UNION ALL SELECT 1, 'x'"), table: ['write-database', target], file: ['write-delimited', { path: 'out.csv' }] }, ['rows.out > table.in', 'rows.out > file.in']);
    const failed = await run(engine, base, refused);
    expect(codes(failed)).toEqual(['run-failed']);
    expect(failed.diagnostics[0]!.message).toContain('No output was changed');
    expect(table()).toEqual(['1|a', '2|']);
    expect((await run(engine, base, loading("SELECT 2 AS id, 'B' AS text UNION ALL SELECT 3, 'c 🎈'", { ...target, mode: 'upsert', keys: ['id'] }))).diagnostics).toEqual([]);
    expect(table()).toEqual(['1|a', '2|B', '3|c 🎈']);
    expect((await run(engine, base, loading("SELECT 3 AS id, 'C' AS text", { ...target, mode: 'delete-insert', keys: ['id'] }))).diagnostics).toEqual([]);
    expect(table()).toEqual(['1|a', '2|B', '3|C']);
    // Onward from the last run, by what the server is asked for.
    const onward = async () => (await run(engine, base, flow({ t: ['read-database', { ...target, cursor: 'id' }], new: ['write-json', { path: `${system}.json` }] }, ['t.out > new.in']))).nodes['t'];
    expect(await onward()).toMatchObject({ rowsOut: { out: 3 }, cursor: { above: null, upTo: '3' } });
    server.sql(`${use}INSERT INTO t VALUES (4, 'd', NULL)`);
    expect(await onward()).toMatchObject({ rowsOut: { out: 1 }, cursor: { above: '3', upTo: '4' } });
    server.sql(`${use}DELETE FROM t WHERE id = 4`);
    expect(server.sql(system === 'mysql' ? 'USE shop; SHOW TABLES' : "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).toBe('t');
    if (system === 'mysql') expect(codes(await run(engine, base, loading('SELECT 1 AS id', { ...place, table: 'new', mode: 'create' })))).toEqual(['table-missing']);
    else expect(codes(await run(engine, base, loading('SELECT 12345678901234567890123456789012345678::HUGEINT AS h', { ...place, table: 'new', mode: 'create' })))).toEqual([]);

    const trouble = [];
    for (const params of [{ ...target, secret: 'no such' }, { ...target, secret: 'wrong' }, { ...target, port: 1 }, { ...target, table: 'tt' }]) {
      const report = await run(engine, base, flow({ t: ['read-database', params], view: ['view-table'] }, ['t.out > view.in']));
      expect(report.status).toBe('failed');
      trouble.push(...report.diagnostics);
    }
    expect(trouble.map((d) => d.code)).toEqual(['secret-missing', 'database-unreachable', 'database-unreachable', 'table-missing']);
    expect(trouble[0]!.message).toContain('MILLRACE_SECRET_NO_SUCH');
    for (const secret of [password, 'quite wrong']) expect(JSON.stringify([failed, trouble])).not.toContain(JSON.stringify(secret).slice(1, -1));
  } finally {
    await server.stop();
  }
});
