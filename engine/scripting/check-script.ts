import { newQuickJSWASMModuleFromVariant, type QuickJSContext } from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-singlefile-mjs-release-sync';
import type { Span } from '../core/diagnostic.ts';
import type { ScriptCall, ScriptForm } from '../relation/script-call.ts';
import { functionSource, stackBytes } from './sandbox.ts';

export type ScriptCheck = { readonly ok: true; readonly form: ScriptForm } | { readonly ok: false; readonly message: string; readonly line: number; readonly span: Span };

let opened: Promise<QuickJSContext> | null = null;

/** A machine that only ever compiles: no script runs in it. */
const compiler = (): Promise<QuickJSContext> =>
  (opened ??= newQuickJSWASMModuleFromVariant(variant).then((module) => {
    const runtime = module.newRuntime();
    runtime.setMemoryLimit(64 << 20);
    runtime.setMaxStackSize(stackBytes);
    return runtime.newContext();
  }));

/** Whether a script parses, as an expression or as the body of a function; where it does neither, what the body trips over. */
export async function checkScript(code: string, unit: ScriptCall['unit']): Promise<ScriptCheck> {
  try {
    return check(await compiler(), code, unit);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Nested deeper than the stack of this thread: the machine is of no use afterwards.
    opened = null;
    return { ok: false, message: 'it is nested too deep', line: 1, span: { start: 0, end: code.length } };
  }
}

function check(context: QuickJSContext, code: string, unit: ScriptCall['unit']): ScriptCheck {
  if (compiles(context, `void (\n${code}\n)`) === null && compiles(context, functionSource(code, 'expression', unit)) === null) return { ok: true, form: 'expression' };
  // Twice in different brackets, so that text which closes them itself is no script.
  const trouble = compiles(context, functionSource(code, 'body', unit)) ?? compiles(context, `function script() {\n${code}\n}`);
  if (trouble === null) return { ok: true, form: 'body' };
  const lines = code.split('\n');
  const line = Math.min(Math.max(1, trouble.line - 1), lines.length);
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const at = trouble.line - 1 > lines.length ? code.length : start + Math.min(Math.max(0, trouble.column - 1), lines[line - 1]!.length);
  return { ok: false, message: trouble.message, line, span: { start: Math.max(0, Math.min(at, code.length - 1)), end: Math.max(1, Math.min(at + 1, code.length)) } };
}

function compiles(context: QuickJSContext, source: string): { readonly message: string; readonly line: number; readonly column: number } | null {
  const result = context.evalCode(source, 'script', { compileOnly: true, strict: true });
  if (!result.error) {
    result.value.dispose();
    return null;
  }
  const told = context.dump(result.error) as { readonly message?: string; readonly stack?: string };
  const [, line = '1', column = '1'] = /script:(\d+)(?::(\d+))?/.exec(told.stack ?? '') ?? [];
  return { message: told.message ?? 'it does not parse', line: Number(line), column: Number(column) };
}
