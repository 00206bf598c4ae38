import { sameName } from '../core/schema.ts';
import type { ModelCall } from './model-call.ts';
import { carrierOf } from './model-call.ts';

/** What keeps a text from standing in for the missing values of a column a model reads; null when it can. */
export function fillProblem(call: ModelCall, column: string, text: string): string | null {
  const input = call.inputs.find((candidate) => candidate.columns.some((argument) => sameName(argument.column, column)));
  if (input === undefined) return `the model does not read it. Remove the line, or choose a column that the model reads`;
  if (input.image !== undefined) return `it holds images. Remove the line`;
  if (input.columns.some((argument) => sameName(argument.column, column) && (argument.equals ?? argument.keys) !== undefined)) return `the model takes it as a map. Fill it in a node before`;
  if (input.depth > 0) return `it holds lists. Fill it in a node before the model`;
  const type = carrierOf(input.elementType);
  if (type === 'string') return null;
  if (type === 'bool') return /^(true|false)$/i.test(text) ? null : `"${text}" is neither true nor false. Write one of them`;
  if (text.trim() === '' || Number.isNaN(Number(text))) return `"${text}" is no number. Write one, such as 0`;
  if (type.startsWith('float')) return null;
  const value = Number(text);
  const bits = Number(type.replace(/^u?int/, ''));
  const [least, most] = type.startsWith('u') ? [0, 2 ** bits] : [-(2 ** (bits - 1)), 2 ** (bits - 1)];
  return Number.isInteger(value) && value >= least && value < most ? null : `"${text}" is no ${type}. Write a whole number in its range`;
}
