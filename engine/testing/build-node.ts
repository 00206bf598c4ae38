import type { Diagnostic, Location } from '../core/diagnostic.ts';
import { hasErrors, problem, warning } from '../core/diagnostic.ts';
import type { DiagnosticCode } from '../core/diagnostic-codes.ts';
import type { Schema } from '../core/schema.ts';
import type { AnyNodeDefinition, Built, Fact } from '../definition/index.ts';
import { paramsSchema } from '../definition/index.ts';

export interface BuildGiven {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, readonly Schema[]>>;
  readonly fact?: Fact;
  /** Columns and volatility of an expression setting, by its text; everything else reads no column. */
  readonly reads?: Readonly<Record<string, readonly string[]>>;
  readonly volatile?: readonly string[];
}

/** Calls `build` of one node without a database: `built` is null after an error. */
export function buildNode(definition: AnyNodeDefinition, given: BuildGiven = {}): { readonly built: Built | null; readonly diagnostics: readonly Diagnostic[] } {
  const params = paramsSchema(definition.params).parse(given.params ?? {});
  const diagnostics: Diagnostic[] = [];
  const built = definition.build({
    params,
    inputs: given.inputs ?? {},
    fact: given.fact ?? null,
    connected: new Set(definition.outputs.map((port) => port.name)),
    expression(path) {
      const text = path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], params);
      if (typeof text !== 'string') throw new Error(`${path} is not an expression that is filled in.`);
      return { op: 'text', text, columns: given.reads?.[text] ?? [], volatile: given.volatile?.includes(text) ?? false, param: path };
    },
    isVolatileStatement: (path) => given.volatile?.includes(String((params as Record<string, unknown>)[path])) ?? false,
    report: (code: DiagnosticCode, message: string, at?: Location) => void diagnostics.push(problem(code, message, at)),
    warn: (code: DiagnosticCode, message: string, at?: Location) => void diagnostics.push(warning(code, message, at)),
    note: (code: DiagnosticCode, message: string, at?: Location) => void diagnostics.push({ code, severity: 'info', message, at: at ?? {} }),
  });
  return { built: hasErrors(diagnostics) ? null : built, diagnostics };
}

/** Codes and settings of what a build reported, such as `column-missing keys.0.left`. */
export const reported = (definition: AnyNodeDefinition, given: BuildGiven): readonly string[] =>
  buildNode(definition, given).diagnostics.map((d) => `${d.code} ${d.at.param ?? ''}`.trim());
