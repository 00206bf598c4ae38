/** A call that cannot be what a person meant; the message says why. */
export class UsageError extends Error {}

/** The whole number of an option. Throws a UsageError. */
export function wholeNumber(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) throw new UsageError(`${name} ${text} is not a whole number from ${low} to ${high}.`);
  return value;
}
