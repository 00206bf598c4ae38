import { readFileSync } from 'node:fs';

/** Whether a process with this number runs on this machine, whoever it belongs to. One that has ended and that nobody has waited for yet runs no more: without an init process, as in many containers, it keeps its number for good. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  return process.platform !== 'linux' || !hasEnded(pid);
}

/** What Linux says of it: the state follows the name in brackets, which may hold brackets itself. */
function hasEnded(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^[ZX]/.test(status.slice(status.lastIndexOf(')') + 2));
  } catch {
    // Not to be read, or gone this moment: what was just answered holds, and whoever asks again learns the rest.
    return false;
  }
}
