import { basename } from 'node:path';
import { LineCounter, parse, parseDocument, YAMLParseError } from 'yaml';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Json } from '../core/json.ts';
import type { Unmapped } from '../quality/contract-mapping.ts';
import type { FilePath } from '../quality/expectation.ts';
import { contractTables, isContract, readContract } from '../quality/read-contract.ts';
import { readSuite, type Suite } from '../quality/read-suite.ts';

export interface SuiteFile extends Suite {
  /** What a contract asks for and no expectation says. */
  readonly notMapped: readonly Unmapped[];
  /** The line, from 1, in which a part of the file begins; null where that cannot be told. */
  lineOf(at: FilePath): number | null;
}

/** Reads the text of a suite of expectations, or of a data contract as one for the table called `table`, its only one when null; throws `suite-invalid` when it is neither. */
export function parseSuite(text: string, path: string, table: string | null): SuiteFile {
  const json = parsed(text, path);
  const lineOf = linesOf(text);
  if (isContract(json)) {
    const contract = readContract(json, table, yamlOf);
    if (typeof contract === 'string') throw new DiagnosticError(problem('suite-invalid', `${path} cannot be used. ${contract}`));
    return { ...contract, lineOf };
  }
  const suite = readSuite(json, basename(path).replace(/\.[^.]*$/, ''));
  if (typeof suite === 'string') throw new DiagnosticError(problem('suite-invalid', `${path} is neither a suite of expectations nor a data contract. ${suite}`));
  return { ...suite, notMapped: [], lineOf };
}

/** What no expectation says of a contract, each with its line where that can be told. */
export const notesOf = (suite: SuiteFile): readonly string[] =>
  suite.notMapped.map(({ what, at }) => {
    const line = suite.lineOf(at);
    return line === null ? what : `line ${line}: ${what}`;
  });

/** The tables that a data contract describes; none for a suite, and for what is neither. */
export function tablesOf(text: string, path: string): readonly string[] {
  const json = parsed(text, path);
  return isContract(json) ? contractTables(json) : [];
}

/** Lines are looked for only once one is asked for; JSON is read as the YAML that it is. */
function linesOf(text: string): (at: FilePath) => number | null {
  const counter = new LineCounter();
  let document: ReturnType<typeof parseDocument> | null = null;
  return (at) => {
    document ??= parseDocument(text, { lineCounter: counter });
    const node = document.getIn(at, true) as { readonly range?: readonly number[] | null } | undefined;
    return document.errors.length > 0 || !node?.range ? null : counter.linePos(node.range[0]!).line;
  };
}

/** A rule's own YAML; null for text that is none. */
function yamlOf(text: string): Json {
  try {
    return parse(text, { maxAliasCount: 100 }) as Json;
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof ReferenceError) return null;
    throw error;
  }
}

/** Python writes numbers that JSON does not have by their names, as limits of a partition; the largest exponent reads as infinity, what is no number as missing. */
export const plainJson = (text: string): string => text.replace(/^\uFEFF/, '').replaceAll(/"(?:\\.|[^"\\])*"|(-?)\bInfinity\b|\bNaN\b/g, (all, sign?: string) => (all.startsWith('"') ? all : all === 'NaN' ? 'null' : `${sign ?? ''}1e999`));

function parsed(text: string, path: string): Json {
  const isYaml = /\.ya?ml$/i.test(path);
  try {
    return isYaml ? (parse(text, { maxAliasCount: 100 }) as Json) : (JSON.parse(plainJson(text)) as Json);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof YAMLParseError || error instanceof ReferenceError)) throw error;
    throw new DiagnosticError(problem('suite-invalid', `${path} is no ${isYaml ? 'YAML' : 'JSON'}: ${error.message.split('\n')[0]}. Write it again, or name another file.`));
  }
}
