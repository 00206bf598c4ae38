import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Server {
  readonly port: number;
  /** Runs statements as the owner of everything and gives what the server's own client prints. */
  sql(statements: string): string;
  stop(): Promise<void>;
}

export const password = 'o"dd; pass\'word 🎈';

const onPath = (name: string): string | null => [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'].map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;

/** Folder of PostgreSQL's programs, as Debian installs them, or null. */
function postgresPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).filter((v) => existsSync(join(root, v, 'bin', 'initdb'))) : [];
  return versions.length === 0 ? null : join(root, versions.sort((a, b) => Number(b) - Number(a))[0]!, 'bin');
}

export const lacksPostgres = (): string | null => (postgresPrograms() === null ? 'PostgreSQL is not installed (apt-get install postgresql)' : null);
export const lacksMariadb = (): string | null => (onPath('mariadbd') === null ? 'MariaDB is not installed (apt-get install mariadb-server)' : null);

/** Servers refuse to run as root, so they run as the account their package made. */
function account(name: string): { readonly uid: number; readonly gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  return { uid: Number(execFileSync('id', ['-u', name])), gid: Number(execFileSync('id', ['-g', name])) };
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function untilReady(ask: () => void, child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return ask();
    } catch (error) {
      if (child.exitCode !== null || tries > 300) throw new Error(`The server does not start: ${log()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function begin(program: string, args: readonly string[], as: object, folder: string): { readonly child: ChildProcess; readonly log: () => string; stop(): Promise<void> } {
  let printed = '';
  const child = spawn(program, args, { ...as, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (bytes: Buffer) => (printed += bytes.toString()));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    child,
    log: () => printed,
    async stop() {
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A PostgreSQL server of its own with the database "postgres" and the user "tester", whose password is wanted. */
export async function startPostgres(): Promise<Server> {
  const programs = postgresPrograms()!;
  const as = account('postgres');
  const folder = mkdtempSync(join(tmpdir(), 'millrace-pg-'));
  const own = (): void => void ('uid' in as && execFileSync('chown', ['-R', `${as.uid}:${as.gid}`, folder]));
  writeFileSync(join(folder, 'password'), password);
  own();
  const run = { ...as, cwd: folder, stdio: 'pipe' as const };
  execFileSync(join(programs, 'initdb'), ['-D', join(folder, 'data'), '-U', 'tester', '--auth=scram-sha-256', `--pwfile=${join(folder, 'password')}`, '-E', 'UTF8', '--no-locale', '--no-sync'], run);
  const port = await freePort();
  const server = begin(join(programs, 'postgres'), ['-D', join(folder, 'data'), '-p', String(port), '-k', folder, '-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', '-c', 'log_statement=all'], as, folder);
  const sql = (statements: string): string => execFileSync(join(programs, 'psql'), ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(port), '-U', 'tester', 'postgres', '-c', statements], { env: { ...process.env, PGPASSWORD: password }, encoding: 'utf8', stdio: 'pipe' }).trim();
  await untilReady(() => void sql('SELECT 1'), server.child, server.log);
  return { port, sql, stop: () => server.stop() };
}

/** A MariaDB server of its own with the database "shop" and the user "tester", whose password is wanted. */
export async function startMariadb(): Promise<Server> {
  const as = account('mysql');
  const folder = mkdtempSync(join(tmpdir(), 'millrace-my-'));
  if ('uid' in as) execFileSync('chown', [`${as.uid}:${as.gid}`, folder]);
  const data = join(folder, 'data');
  const socket = join(folder, 's');
  execFileSync(onPath('mariadb-install-db')!, ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'], { ...as, cwd: folder, stdio: 'pipe' });
  const port = await freePort();
  const server = begin(onPath('mariadbd')!, ['--no-defaults', `--datadir=${data}`, `--port=${port}`, `--socket=${socket}`, '--bind-address=127.0.0.1', '--innodb-flush-log-at-trx-commit=0'], as, folder);
  const sql = (statements: string): string => execFileSync(onPath('mariadb')!, ['--no-defaults', '--default-character-set=utf8mb4', '-N', '-B', '-u', 'root', '-S', socket, '-e', statements], { encoding: 'utf8', stdio: 'pipe' }).trim();
  await untilReady(() => void sql('SELECT 1'), server.child, server.log);
  const text = password.replaceAll('\\', '\\\\').replaceAll("'", "''");
  sql(`CREATE DATABASE shop CHARACTER SET utf8mb4; CREATE USER 'tester'@'127.0.0.1' IDENTIFIED BY '${text}'; CREATE USER 'tester'@'localhost' IDENTIFIED BY '${text}'; GRANT ALL ON shop.* TO 'tester'@'127.0.0.1'; GRANT ALL ON shop.* TO 'tester'@'localhost'`);
  return { port, sql, stop: () => server.stop() };
}
