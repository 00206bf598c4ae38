import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Engine } from '../api/engine.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { notesOf, parseSuite, type SuiteFile } from '../io/suite-file.ts';
import { writeValue } from '../quality/json-value.ts';
import { readResultFormat } from '../quality/result-of-map.ts';
import { reportPage } from '../quality/report-page.ts';
import { validationReport } from '../quality/validation-report.ts';
import { exit, type Console } from './console.ts';

export interface ValidateOptions {
  readonly suite: string;
  readonly json?: boolean;
  readonly html?: string;
  readonly param: readonly string[];
  readonly table: readonly string[];
  readonly resultFormat?: string;
}

/** `millrace validate`: judges a file by a suite of expectations. Exit code 1 when one is not met, 2 when one cannot be judged because of the suite. */
export async function validateCommand(data: string, options: ValidateOptions, engine: Engine, console: Console): Promise<number> {
  const suite = await loadSuite(options.suite, basename(data).replace(/(\.[^.]*?)(\.(gz|zst))?$/i, ''));
  for (const note of notesOf(suite)) console.error(`note: not judged: ${note}\n`);
  const formats = ['BOOLEAN_ONLY', 'BASIC', 'SUMMARY', 'COMPLETE'];
  const format = options.resultFormat ?? 'COMPLETE';
  if (!formats.includes(format)) throw new DiagnosticError(problem('param-invalid', `--result-format ${format} is unknown. Use ${formats.join(', ')}.`));
  const validation = await engine.validate({ data, suite, tables: pairs('--table', options.table), parameters: values(pairs('--param', options.param)), now: Date.now(), format: readResultFormat(format, 'COMPLETE').format });
  const report = validationReport(suite, validation.judged, suite.notMapped.map((u) => u.what));
  if (options.html !== undefined) await writePage(options.html, reportPage(report, { data: basename(data), taken: new Date().toISOString() }));
  if (options.json === true) console.out(`${writeValue(report)}\n`);
  else console.out(reportText(report, data));
  const wrong = validation.judged.filter((j) => j.trouble?.blames === 'suite');
  for (const { expectation, trouble } of wrong) console.error(`error: ${expectation.type}: ${trouble!.message}\n`);
  return wrong.length > 0 ? exit.wrongCall : validation.judged.every((j) => j.success) ? exit.done : exit.failed;
}

/** Reads a suite of expectations, or a data contract as one for the table called `table`; throws a DiagnosticError when the file is not there or is neither. */
export async function loadSuite(path: string, table: string): Promise<SuiteFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DiagnosticError(code === 'ENOENT' || code === 'ENOTDIR' ? problem('file-missing', `There is no suite at ${path}. Name the file of a suite or a data contract.`) : problem('file-unreadable', `The suite ${path} cannot be read (${code ?? String(error)}). Check that it is a file you may read.`));
  }
  return parseSuite(text, path, table);
}

async function writePage(path: string, page: string): Promise<void> {
  try {
    await writeFile(path, page);
  } catch (error) {
    throw new DiagnosticError(problem('target-read-only', `The report cannot be written to ${path} (${(error as NodeJS.ErrnoException).code ?? String(error)}). Choose another file.`));
  }
}

function pairs(option: string, given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const cut = pair.indexOf('=');
      if (cut < 1) throw new DiagnosticError(problem('param-invalid', `${option} ${pair} has no value. Write it as name=value.`));
      return [pair.slice(0, cut), pair.slice(cut + 1)];
    }),
  );
}

/** A parameter that reads as JSON is that value; anything else is text. */
const values = (given: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(
    Object.entries(given).map(([name, text]): [string, Json] => {
      try {
        return [name, JSON.parse(text) as Json];
      } catch {
        return [name, text];
      }
    }),
  );

function reportText(report: ReturnType<typeof validationReport>, data: string): string {
  const lines = report.results.map((r) => {
    const { column, column_A: a, column_B: b, column_list: list } = r.kwargs as Record<string, unknown>;
    const about = column ?? list ?? (a === undefined ? '' : [a, b]);
    const found = r.result as Record<string, unknown>;
    const detail = r.exception_info.raised_exception
      ? String(r.exception_info.exception_message)
      : found['unexpected_count'] === undefined
        ? found['observed_value'] === undefined ? '' : `observed ${JSON.stringify(found['observed_value'], (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v)).slice(0, 120)}`
        : r.success && found['unexpected_count'] === 0 ? `${String(found['element_count'])} rows` : `${String(found['unexpected_count'])} of ${String(found['element_count'])} rows unexpected, such as ${JSON.stringify(((found['partial_unexpected_list'] ?? []) as unknown[]).slice(0, 3), (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v))}`;
    return `${r.success ? 'met    ' : 'not met'}  ${r.expectation_type}${String(about) === '' ? '' : ` (${[about].flat().join(', ')})`}${detail === '' ? '' : `: ${detail}`}\n`;
  });
  const { successful_expectations: met, evaluated_expectations: all } = report.statistics;
  return `${lines.join('')}\n${data}: ${met} of ${all} expectations met\n`;
}
