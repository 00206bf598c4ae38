/** Parts under way at once, each of which is held in memory. */
const atOnce = 4;

/** Sends `count` parts, a few at a time: one that fails ends the others, by the signal that each is given. Throws what failed first, or what `signal` was aborted with. */
export async function sendParts(count: number, signal: AbortSignal, send: (part: number, signal: AbortSignal) => Promise<void>): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let part = next++; part < count && !failed.signal.aborted; part = next++) await send(part, either);
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(atOnce, count) }, () => sender().catch((error: unknown) => {
    failed.abort(error);
    throw error;
  })));
  signal.throwIfAborted();
  if (ends.some((end) => end.status === 'rejected')) throw failed.signal.reason;
}
