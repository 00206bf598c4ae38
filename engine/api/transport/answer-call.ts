import { z } from 'zod';
import { DiagnosticError } from '../../core/diagnostic.ts';
import type { Outcome } from './message.ts';

/** A set of asynchronous calls that take one plain argument, or none. */
export type CallSet<T> = { readonly [M in keyof T]: (argument: never) => Promise<unknown> };

/** One schema per call, for its argument; a call without an argument has `z.undefined()`. */
export type Validators<T extends CallSet<T>> = {
  readonly [M in keyof T]: z.ZodType<T[M] extends (...args: infer A) => unknown ? (A extends [infer X] ? X : undefined) : never>;
};

/** Validates and makes one call that came from outside; never rejects, a refused or failed call is an outcome. */
export async function answerCall<T extends CallSet<T>>(
  calls: T,
  validators: Validators<T>,
  method: string,
  argument: unknown,
  onBug: (method: string, error: unknown) => void = () => undefined,
): Promise<Outcome> {
  if (!Object.hasOwn(validators, method)) return { failure: { bug: `There is no call named ${method}.` } };
  const name = method as keyof T & string;
  const parsed = validators[name].safeParse(argument);
  if (!parsed.success) return { failure: { bug: `The call ${method} was refused: ${z.prettifyError(parsed.error)}` } };
  try {
    const call = calls[name] as unknown as (argument: unknown) => Promise<unknown>;
    return { value: await call.call(calls, parsed.data) };
  } catch (error) {
    if (error instanceof DiagnosticError) return { failure: { diagnostic: error.diagnostic } };
    onBug(method, error);
    return { failure: { bug: error instanceof Error ? error.message : String(error) } };
  }
}
