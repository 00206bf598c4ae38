import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { writeDocument } from '../document/write-document.ts';
import type { FlowDocument } from '../document/document.ts';
import { exit, type Console } from './console.ts';

const sales = 'order_id,region,amount,ordered\n1,north,120.50,2024-01-03\n2,south,80.00,2024-01-04\n3,north,,2024-01-04\n4,east,45.25,2024-01-06\n5,south,310.00,2024-01-07\n';

/** A flow small enough to read at a glance: file, filter, totals, file. */
const firstFlow = (name: string): FlowDocument => ({
  millrace: 1,
  name,
  parameters: [],
  nodes: {
    orders: { type: 'read-delimited', version: 1, title: 'Orders', params: { path: 'data/orders.csv' } },
    paid: { type: 'filter-rows', version: 1, title: 'Paid orders', params: { condition: 'amount > 0' } },
    by_region: { type: 'aggregate', version: 1, title: 'By region', params: { groups: [{ by: 'region' }], measures: [{ function: 'sum', column: 'amount', as: 'total' }] } },
    sorted: { type: 'sort-rows', version: 1, title: 'Largest first', params: { keys: [{ by: 'total', direction: 'descending' }] } },
    report: { type: 'write-delimited', version: 1, title: 'Report', params: { path: 'output/by-region.csv' } },
  },
  edges: [
    { from: 'orders.out', to: 'paid.in' },
    { from: 'paid.passed', to: 'by_region.in' },
    { from: 'by_region.out', to: 'sorted.in' },
    { from: 'sorted.out', to: 'report.in' },
  ],
  layout: { orders: { x: 0, y: 0 }, paid: { x: 260, y: 0 }, by_region: { x: 520, y: 0 }, sorted: { x: 780, y: 0 }, report: { x: 1040, y: 0 } },
});

/** `millrace new`: a folder with a first flow and its data; a folder that holds anything is left alone. */
export async function newCommand(folder: string, console: Console): Promise<number> {
  const path = resolve(folder);
  const held = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new DiagnosticError(problem('export-target', `${path} cannot be used (${error.code ?? error.message}). Name a folder that does not exist yet.`));
  });
  if (held.length > 0) throw new DiagnosticError(problem('export-target', `${path} is not empty. Name a folder that does not exist yet.`));
  try {
    await mkdir(join(path, 'data'), { recursive: true });
    await writeFile(join(path, 'data', 'orders.csv'), sales);
    await writeFile(join(path, 'flow.json'), writeDocument(firstFlow(basename(path))));
  } catch (error) {
    throw new DiagnosticError(problem('export-target', `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}). Choose a folder you may write to.`));
  }
  console.out(`Made ${path}.\nRun it:   millrace run ${folder}\nDraw it:  millrace serve ${folder}\n`);
  return exit.done;
}
