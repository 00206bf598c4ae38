#!/usr/bin/env node
// Puts DuckDB's extensions into the folder `extensions`, from where the checkout, the desktop's package and exports take them.
// They come from Python wheels, which carry the files DuckDB signed; pip is the ordinary way to get those.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const packed = ['excel', 'httpfs', 'azure', 'sqlite_scanner', 'postgres_scanner', 'mysql_scanner', 'ducklake', 'delta', 'avro', 'iceberg'];

/** Version and platform of the installed database, such as `v1.5.5/linux_amd64`, as the folders of its extensions are called. */
async function slotOf() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reply = await connection.runAndReadAll('SELECT version(), (SELECT platform FROM pragma_platform())');
  return reply.getRows()[0].join('/');
}

/** Gets what is missing of the pack; gives the names that could not be had. Nothing of it is needed to run what uses no extension. */
export async function ensureExtensions(names = packed) {
  const slot = await slotOf();
  const folder = join(root, 'extensions', slot);
  const missing = names.filter((name) => !existsSync(join(folder, `${name}.duckdb_extension`)));
  if (missing.length === 0) return { missing: [] };
  const python = ['python3', 'python'].find((name) => spawnSync(name, ['-m', 'pip', '--version']).status === 0);
  if (python === undefined) return { missing };
  console.log(`Getting extensions of the database: ${missing.join(', ')} …`);
  const scratch = mkdtempSync(join(tmpdir(), 'millrace-extensions-'));
  try {
    const version = slot.split('/')[0];
    const install = (wanted, told) => {
      const wheels = wanted.map((name) => `duckdb-extension-${name.replaceAll('_', '-')}==${version.slice(1)}`);
      const args = ['install', '--quiet', '--no-deps', '--disable-pip-version-check', '--target', scratch, ...wheels];
      const options = { stdio: ['ignore', 'ignore', told ? 'inherit' : 'ignore'], timeout: 300_000 };
      return spawnSync(python, ['-m', 'pip', ...args], options).status === 0;
    };
    // One that cannot be had keeps the others from coming when they are asked for together.
    if (missing.length > 1 && !install(missing, false)) for (const name of missing) install([name], true);
    if (missing.length === 1) install(missing, true);
    for (const name of missing) {
      const file = join(scratch, `duckdb_extension_${name}`, 'extensions', version, `${name}.duckdb_extension`);
      if (!existsSync(file)) continue;
      mkdirSync(folder, { recursive: true });
      copyFileSync(file, join(folder, `${name}.part`));
      renameSync(join(folder, `${name}.part`), join(folder, `${name}.duckdb_extension`));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const here = existsSync(folder) ? readdirSync(folder) : [];
  return { missing: names.filter((name) => !here.includes(`${name}.duckdb_extension`)) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { missing } = await ensureExtensions();
  console.log(
    missing.length === 0 ? `All of ${packed.join(', ')} are in extensions/.` : `Could not get ${missing.join(', ')}.`,
  );
  process.exitCode = missing.length === 0 ? 0 : 1;
}
