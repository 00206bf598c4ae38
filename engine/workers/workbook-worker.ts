import { parentPort } from 'node:worker_threads';
import { listSheets } from './list-sheets.ts';
import { WorkbookProblem } from './workbook-file.ts';
import type { WorkbookReply, WorkbookRequest } from './workbook-messages.ts';
import { readSheets, type SheetTable } from './workbook-sheet.ts';

// Parsing a workbook is one long step of JavaScript that nothing interrupts: so it has a thread that can be ended, and that loads no database.
const port = parentPort;
if (!port) throw new Error('Workbooks are read in a worker thread only.');

let table: SheetTable | null = null;

async function answer(request: WorkbookRequest): Promise<WorkbookReply> {
  if (request.kind === 'sheets') return { kind: 'sheets', sheets: await listSheets(request.path) };
  if (request.kind === 'drop') {
    table = null;
    return { kind: 'dropped' };
  }
  if (request.kind === 'table') {
    table = null;
    table = await readSheets(request.files, request.options);
    const { schema, count, note, empty } = table;
    return { kind: 'table', table: { schema, count, note, empty } };
  }
  const held = table;
  if (held === null) throw new Error('Rows were asked for before a table.');
  const { from, count } = request;
  return { kind: 'rows', columns: held.schema.map((_, column) => Array.from({ length: count }, (_row, row) => held.value(from + row, column))) };
}

function failure(error: unknown): WorkbookReply {
  if (error instanceof WorkbookProblem) return { kind: 'problem', message: error.message, param: error.param, file: error.file };
  const { message, stack, code } = (error instanceof Error ? error : new Error(String(error))) as NodeJS.ErrnoException;
  return typeof code === 'string' ? { kind: 'system', message, code } : { kind: 'bug', message, stack: stack ?? '' };
}

port.on('message', (request: WorkbookRequest) => {
  void answer(request).catch(failure).then((reply) => port.postMessage(reply));
});
