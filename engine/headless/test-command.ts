import type { Engine } from '../api/engine.ts';
import type { PortDifference } from '../cases/compare-tables.ts';
import type { CaseResult } from '../cases/flow-case.ts';
import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import { listCases, readCase, requireFreeName, writeCase, writeExpected } from './case-folder.ts';
import { diagnosticLine, exit, type Console } from './console.ts';
import { loadFlow, type LoadedFlow } from './load-flow.ts';
import { givenParameters } from './environment.ts';

export interface TestOptions {
  readonly json?: boolean;
  readonly accept?: boolean;
  readonly record?: string;
  readonly at: readonly string[];
  readonly input: readonly string[];
  readonly param: readonly string[];
  readonly env?: string;
}

/** Differences that are printed of one port and kind; JSON holds all. */
const printed = 10;

/** `millrace test`: tries the cases of a flow, or records one. Gives the exit code: 0 all as expected, 1 some not, 2 the flow, a case or the call is wrong. */
export async function testCommand(flowPath: string, names: readonly string[], options: TestOptions, engine: Engine, console: Console): Promise<number> {
  const flow = await loadFlow(flowPath);
  if (options.record !== undefined) return recordCase(flow, options.record, options, engine, console);
  if (options.at.length + options.input.length > 0) throw new DiagnosticError(problem('param-invalid', '--at and --input belong to --record. Give it a name too, or leave them out.'));
  const all = await listCases(flow.base);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new DiagnosticError(problem('test-case', `The flow has no case "${unknown}". ${all.length > 0 ? `Its cases are ${all.join(', ')}.` : 'It has none; record one with --record NAME --at NODE.PORT.'}`));
  const chosen = names.length > 0 ? names : all;
  if (chosen.length === 0) throw new DiagnosticError(problem('test-case', `${flow.name} has no cases in its folder tests. Record one with --record NAME --at NODE.PORT.`));
  const results: CaseResult[] = [];
  let accepted = 0;
  for (const name of chosen) {
    const flowCase = await readCase(flow.base, name);
    const { actual, ...result } = await engine.cases.run({ document: flow.document, base: flow.base, network: true, parameters: await givenParameters(flow, options) }, flowCase);
    for (const { port } of options.accept === true ? result.differences : []) {
      await writeExpected(flow.base, name, port, actual.get(port)!);
      accepted++;
    }
    results.push(options.accept === true && result.diagnostics.length === 0 ? { ...result, passed: true } : result);
    if (options.json !== true) console.out(caseText(result));
  }
  const failed = results.filter((r) => !r.passed).length;
  if (options.json === true) console.out(`${JSON.stringify({ passed: failed === 0, cases: results }, null, 2)}\n`);
  else console.out(`${results.length - failed} passed, ${failed} failed${accepted > 0 ? `, ${accepted} tables accepted as they are now` : ''}\n`);
  if (results.some((r) => r.diagnostics.some((d) => d.severity === 'error' && !failures.has(d.code)))) return exit.wrongCall;
  return failed === 0 ? exit.done : exit.failed;
}

/** What befalls a case whose flow and files are right. */
const failures: ReadonlySet<DiagnosticCode> = new Set(['run-failed', 'run-cancelled', 'value-unreadable', 'model-failed', 'memory-exceeded', 'disk-full', 'engine-crashed']);

async function recordCase(flow: LoadedFlow, name: string, options: TestOptions, engine: Engine, console: Console): Promise<number> {
  if (options.at.length === 0) throw new DiagnosticError(problem('param-invalid', '--record needs to know which rows to expect. Give --at NODE.PORT, more than once for several ports.'));
  const bare = [...options.at, ...options.input].find((end) => !/^[A-Za-z_][A-Za-z0-9_-]*\.[a-z][a-z0-9_-]*$/.test(end));
  if (bare !== undefined) throw new DiagnosticError(problem('param-invalid', `"${bare}" is not a port. Write NODE.PORT, such as totals.out.`));
  await requireFreeName(flow.base, name);
  const request = { document: flow.document, base: flow.base, network: true, parameters: await givenParameters(flow, options) };
  const recorded = await engine.cases.record(request, name, options.at, options.input);
  const { passed, differences, diagnostics } = await engine.cases.run(request, recorded);
  if (!passed) {
    for (const d of diagnostics) console.error(diagnosticLine(d));
    const ports = differences.map((d) => d.port).join(', ');
    throw new DiagnosticError(problem('test-case', `The case was not recorded: tried on the rows just read, the flow does not give the same rows again${ports === '' ? '' : ` at ${ports}`}. Values that change each time, or types whose text cannot be read back, are not for a case; name a port further on with --input.`));
  }
  await writeCase(flow.base, recorded);
  console.out(`recorded tests/${name}: ${[...recorded.inputs.keys()].join(', ')} → ${[...recorded.expected.keys()].join(', ')}\n`);
  return exit.done;
}

function caseText({ name, differences, diagnostics }: CaseResult): string {
  if (differences.length + diagnostics.length === 0) return `ok      ${name}\n`;
  return `FAILED  ${name}\n${diagnostics.map((d) => `  ${diagnosticLine(d)}`).join('')}${differences.map(portText).join('')}`;
}

function portText(d: PortDifference): string {
  const value = (v: string | null): string => (v === null ? 'NULL' : JSON.stringify(v));
  const first = (lines: readonly string[]): string[] => [...lines.slice(0, printed), ...(lines.length > printed ? [`… and ${lines.length - printed} more`] : [])];
  const keyed = (key: readonly (string | null)[]): string => d.key.map((name, i) => `${name} ${value(key[i] ?? null)}`).join(', ');
  const lines = [
    ...d.columns.map((text) => `column ${text}`),
    ...first(d.changed.map((c) => `~ ${keyed(c.key)}: ${c.column} is ${value(c.actual)}, expected ${value(c.expected)}`)),
    ...first(d.removed.map((row) => `- ${row.map(value).join(', ')}`)),
    ...first(d.added.map((row) => `+ ${row.map(value).join(', ')}`)),
    ...(d.order === null ? [] : [`the order differs from row ${d.order} on`]),
  ];
  const counts = d.columns.length > 0 ? 'other columns' : d.order !== null ? 'another order' : `${d.changed.length} cells changed, ${d.removed.length} rows missing, ${d.added.length} rows new${d.key.length > 0 ? ` (by ${d.key.join(', ')})` : ''}`;
  return `  ${d.port}: ${counts}\n${lines.map((line) => `    ${line}\n`).join('')}`;
}
