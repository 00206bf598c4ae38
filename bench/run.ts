// npm run bench -- NAME [--json]: runs one benchmark of this folder and prints its ratios, ours / theirs.
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** What a benchmark gives: named medians of ours / theirs, and whatever else a reader may want to see. */
export interface BenchmarkResult {
  readonly name: string;
  readonly ratios: Readonly<Record<string, number>>;
  readonly detail: Readonly<Record<string, unknown>>;
}

type Benchmark = () => Promise<BenchmarkResult>;

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !['run.ts', 'bench-engine.ts'].includes(file))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

const [name = '', ...rest] = process.argv.slice(2).filter((argument) => argument !== '--json');
if (!names.includes(name) || rest.length > 0) {
  console.error(`Name one benchmark: npm run bench -- NAME [--json]. There are: ${names.join(', ')}.`);
  process.exit(2);
}

const module = (await import(join(import.meta.dirname, `${name}.ts`))) as Readonly<Record<string, unknown>>;
const mainExport = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const benchmark = module[mainExport];
if (typeof benchmark !== 'function')
  throw new Error(`bench/${name}.ts does not export a function called ${mainExport}.`);
const result = await (benchmark as Benchmark)();
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
};
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ name: result.name, machine, ratios: result.ratios, detail: result.detail }));
} else {
  console.log(
    `${result.name} on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}`,
  );
  for (const [ratio, value] of Object.entries(result.ratios)) console.log(`  ${ratio.padEnd(32)} ${value.toFixed(3)}`);
  console.log(JSON.stringify(result.detail, null, 2));
}
