import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle, type QuickJSRuntime } from 'quickjs-emscripten-core';
import variant from '@jitl/quickjs-singlefile-mjs-release-sync';
import type { ScriptCall, ScriptForm } from '../relation/script-call.ts';
import { scriptType, type ScriptType } from '../relation/script-type.ts';
import { guestCalls } from './guest-calls.ts';
import { guestRealm } from './guest-realm.ts';
import { ScriptError } from './script-error.ts';

/** Deep enough for any honest recursion; with more the machine's own stack could end first. */
export const stackBytes = 128 << 10;

/** A failure of one row as the guest tells it. */
export interface GuestFailure {
  readonly c: string | null;
  readonly w: string;
  readonly l?: number | null;
  readonly k: 'misfit' | 'thrown';
}

/** What the guest gives for one vector: columns of values, rows kept, rows per row, failures by row. */
export interface GuestResult {
  readonly c: readonly (readonly unknown[])[];
  readonly k: readonly (boolean | null)[];
  readonly n: readonly number[];
  readonly e: readonly (readonly [number, GuestFailure])[];
}

export interface SandboxHooks {
  /** Asked now and then while the script runs; true stops it. */
  isCancelled(): boolean;
  now(): number;
}

/** Source of a function of the script; its first line is line 2. */
export const functionSource = (code: string, form: ScriptForm, unit: ScriptCall['unit']): string => {
  const parameters = unit === 'row' ? 'row' : 'table, count';
  return form === 'expression' ? `(function (${parameters}) { return (\n${code}\n); })` : `(function (${parameters}) {\n${code}\n})`;
};

/** One script in a machine of its own, which has no way out: no files, no network, nothing of Node. */
export class Sandbox {
  private readonly runtime: QuickJSRuntime;
  private readonly context: QuickJSContext;
  private readonly progress: QuickJSHandle;
  private readonly call: QuickJSHandle | undefined;
  private readonly limits: Pick<ScriptCall, 'seconds' | 'megabytes' | 'unit'>;
  private readonly hooks: SandboxHooks;
  private stopped: 'time' | 'cancelled' | null = null;
  private row = -1;
  private since = 0;

  private constructor(runtime: QuickJSRuntime, script: ScriptCall, hooks: SandboxHooks) {
    this.runtime = runtime;
    this.limits = script;
    this.hooks = hooks;
    runtime.setMemoryLimit(script.megabytes * 1_048_576);
    runtime.setMaxStackSize(stackBytes);
    this.context = runtime.newContext();
    this.since = hooks.now();
    runtime.setInterruptHandler(() => this.shouldStop());
    this.must(guestRealm, 'realm').dispose();
    this.progress = this.must('new Int32Array(1)', 'progress');
    const made = this.must(functionSource(script.code, script.form, script.unit), 'script');
    const factory = this.must(guestCalls, 'calls');
    const types: readonly ScriptType[] = script.inputs.map((c) => scriptType(c.type));
    const facts = [types, script.inputs.map((c) => c.name), script.outputs.map((c) => c.name), script.unit, script.gives].map((fact) => this.parsed(fact));
    this.call = this.sure(this.context.callFunction(factory, this.context.undefined, ...facts, this.progress, made));
    for (const handle of [factory, made, ...facts]) handle.dispose();
  }

  /** A module of its own for each script: memory that one has grown is given back with it. */
  static async open(script: ScriptCall, hooks: SandboxHooks): Promise<Sandbox> {
    const module = await newQuickJSWASMModuleFromVariant(variant);
    return new Sandbox(module.newRuntime(), script, hooks);
  }

  /** Calls the script for the rows of one vector; throws a ScriptError where it had to be stopped. */
  run(feed: string, buffers: readonly ArrayBuffer[]): GuestResult {
    this.stopped = null;
    this.row = -1;
    this.since = this.hooks.now();
    const { context } = this;
    const given = [context.newString(feed), context.newArray()] as const;
    try {
      for (const [i, bytes] of buffers.entries()) {
        const handle = context.newArrayBuffer(bytes);
        context.setProp(given[1], i, handle);
        handle.dispose();
      }
      const answer = context.callFunction(this.call!, context.undefined, ...given);
      if (answer.error) throw this.failure(answer.error);
      const text = context.getString(answer.value);
      answer.value.dispose();
      return JSON.parse(text) as GuestResult;
    } catch (error) {
      if (error instanceof ScriptError) throw error;
      // The machine itself ran out of room, so nothing of it can be trusted any more.
      if (error instanceof RangeError && error.message.includes('call stack')) throw new ScriptError('The script calls itself, or nests code that it makes, too deep.', 'Let it go less deep.');
      throw new ScriptError(`The script and the rows it was given do not fit into its ${this.limits.megabytes} MB.`, 'Give it more memory, or fewer or smaller rows at once.');
    } finally {
      for (const handle of given) if (handle.alive) handle.dispose();
    }
  }

  /** The memory goes with the module; what a broken machine still holds must not stop it. */
  close(): void {
    this.runtime.removeInterruptHandler();
  }

  private shouldStop(): boolean {
    // Nothing of the script runs while it is made ready.
    if (this.call === undefined) return false;
    if (this.hooks.isCancelled()) this.stopped = 'cancelled';
    const now = this.hooks.now();
    const row = this.currentRow();
    if (row !== this.row) {
      this.row = row;
      this.since = now;
    } else if (now - this.since > this.limits.seconds * 1000) this.stopped ??= 'time';
    return this.stopped !== null;
  }

  private currentRow(): number {
    const value = this.context.getProp(this.progress, 0);
    const row = this.context.getNumber(value);
    value.dispose();
    return row;
  }

  private failure(error: QuickJSHandle): ScriptError {
    if (this.stopped === 'cancelled') return new ScriptError('The script was cancelled.', 'Run again.');
    const { seconds, megabytes, unit } = this.limits;
    if (this.stopped === 'time') return new ScriptError(`The script took longer than ${seconds} ${seconds === 1 ? 'second' : 'seconds'} for one ${unit === 'row' ? 'row' : 'table'}.`, 'Look for a loop that does not end, or give it more time.');
    const told = this.context.dump(error) as { readonly name?: string; readonly message?: string } | null;
    // With no room left for an error, null is thrown.
    if (told === null || told.message === 'out of memory') return new ScriptError(`The script needs more than its ${megabytes} MB${told === null ? ' (or it threw null)' : ''}.`, 'Give it more memory, or let it keep less at once.');
    return new ScriptError(`The script stopped: ${told.name ?? 'Error'}: ${told.message ?? 'unknown'}.`, 'Change the script.');
  }

  private must(source: string, name: string): QuickJSHandle {
    return this.sure(this.context.evalCode(source, name, { strict: true }));
  }

  private sure(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (result.error) throw this.failure(result.error);
    return result.value;
  }

  private parsed(fact: unknown): QuickJSHandle {
    return this.must(`(${JSON.stringify(fact)})`, 'facts');
  }
}
