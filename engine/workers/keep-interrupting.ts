/** How often a cancelled statement is interrupted again, in milliseconds. */
const pause = 20;

/** Interrupts now and again until `stop` is called: an interrupt that comes between two statements, or before one has begun, is forgotten by the database. */
export function keepInterrupting(interrupt: () => void): { readonly stop: () => void } {
  interrupt();
  const timer = setInterval(interrupt, pause);
  return { stop: () => clearInterval(timer) };
}
