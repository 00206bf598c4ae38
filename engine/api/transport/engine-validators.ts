import { z } from 'zod';
import { marks, measures } from '../../chart/chart-wish.ts';
import { documentSchema, type FlowDocument } from '../../document/document.ts';
import type { EngineCalls } from '../contract.ts';
import type { Validators } from './answer-call.ts';
import { isReceived } from './document-delta.ts';

/** One that came as changes has been validated as they came. */
const document = z.unknown().transform((value, context): FlowDocument => {
  if (isReceived(value)) return value;
  const parsed = documentSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
  return z.NEVER;
});

const flow = {
  document,
  base: z.string().max(4096),
  parameters: z.record(z.string(), z.string()).exactOptional(),
  network: z.boolean().exactOptional(),
};
const name = z.string().max(200);
const named = { base: z.string().max(4096), name: z.string().max(4096) };
const ofFlow = { ...named, once: z.strictObject({ ...named, since: name }).exactOptional() };

const size = z.string().max(40).nullable();

const rowChoice = { node: name, port: name, row: z.int().min(1).exactOptional(), where: z.string().max(1_000_000).exactOptional() };

const held = { rows: name };
const place = z.int().min(0);
const looking = z.strictObject({
  search: z.array(z.string().max(10_000)).max(4),
  sorting: z.strictObject({ column: place, descending: z.boolean() }).nullable(),
  filters: z.array(z.strictObject({ column: place, value: z.string().max(1_000_000).nullable() })).max(1000),
});

const column = z.string().max(10_000);
const chart = z.strictObject({
  mark: z.enum(marks.map((m) => m.value)),
  x: column,
  y: column.nullable(),
  color: column.nullable(),
  measure: z.enum(measures.map((m) => m.value)),
  value: column.nullable(),
  order: z.literal('rows').exactOptional(),
});

/** What the window may send to the engine, call by call. */
export const engineValidators: Validators<EngineCalls> = {
  check: z.strictObject({ ...flow, counted: z.boolean().exactOptional() }),
  preview: z.strictObject({ ...flow, node: name, port: name, rows: z.int().min(0).max(1_000_000), exact: z.boolean().exactOptional(), profile: z.boolean().exactOptional(), beside: z.boolean().exactOptional() }),
  trace: z.strictObject({ ...flow, ...rowChoice }),
  follow: z.strictObject({ ...flow, ...rowChoice }),
  stepRows: z.strictObject({ ...flow, node: name, port: name, input: name.exactOptional(), edge: z.int().min(0).exactOptional(), kind: z.enum(['lost', 'added', 'duplicated']), rows: z.int().min(0).max(1_000_000) }),
  giveUp: z.strictObject({ question: z.enum(['trace', 'follow', 'stepRows']) }),
  openRows: z.strictObject({ ...flow, ...held, node: name, port: name }),
  rowsProgress: z.strictObject(held),
  arrangeRows: z.strictObject({ ...held, look: looking }),
  readRows: z.strictObject({ ...held, arrangement: place, from: place, count: z.int().min(1).max(100_000), columns: z.strictObject({ first: place, last: place }).exactOptional(), instead: z.boolean().exactOptional() }),
  profileRows: z.strictObject({ ...held, column: place }),
  closeRows: z.strictObject({ rows: name.nullable() }),
  evaluate: z.strictObject({ ...flow, node: name, param: name, expression: z.string().max(1_000_000) }),
  explain: z.strictObject({ ...flow, to: name.exactOptional() }),
  runs: z.strictObject(ofFlow),
  readRun: z.strictObject({ ...ofFlow, run: name }),
  compareRuns: z.strictObject({ ...ofFlow, before: name, after: name }),
  run: z.strictObject({ ...flow, to: name.exactOptional(), from: name.exactOptional(), stream: z.boolean().exactOptional(), untilIdle: z.boolean().exactOptional(), cache: z.boolean().exactOptional(), fromStart: z.boolean().exactOptional(), environment: z.string().max(4096).exactOptional(), breakpoints: z.array(z.strictObject({ node: name, port: name, when: z.string().max(1_000_000).exactOptional() })).max(1000).exactOptional(), step: z.boolean().exactOptional(), name: z.string().max(4096) }),
  pause: z.strictObject({ run: name }),
  resume: z.strictObject({ run: name, how: z.enum(['run', 'step']) }),
  cancel: z.strictObject({ run: name }),
  live: z.strictObject({ run: name, node: name, port: name, chart }),
  schedules: z.strictObject({ base: z.string().max(4096), text: z.string().max(10_000_000).exactOptional() }),
  runSchedules: z.strictObject({ base: z.string().max(4096), on: z.boolean() }),
  scripts: z.strictObject(flow),
  trustScripts: z.strictObject({ hashes: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(1000) }),
  outsidePaths: z.strictObject(flow),
  trustPaths: z.strictObject({ base: z.string().max(4096), folders: z.array(z.string().max(4096)).max(1000) }),
  functions: z.undefined(),
  describeModel: z.strictObject({ base: z.string().max(4096), path: z.string().max(4096) }),
  sheets: z.strictObject({ ...flow, node: name }),
  importFile: z.strictObject({ base: z.string().max(4096), path: z.string().max(4096), bytes: z.instanceof(Uint8Array).exactOptional(), table: z.string().max(4096).exactOptional() }),
  configure: z.strictObject({ memory: size, threads: z.number().nullable(), spillFolder: z.string().max(4096).nullable(), spillLimit: size, cacheSize: size }),
  status: z.undefined(),
};
