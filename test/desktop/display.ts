import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts a virtual screen for the tests where there is none. */
export default async function display(): Promise<(() => void) | undefined> {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return undefined;
  // Xvfb picks a free number and writes it to the descriptor when it is ready.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = (await Promise.race([
    once(server.stdio[3]!, 'data'),
    once(server, 'error').then(([error]) => Promise.reject(error as Error)),
  ])) as [Buffer];
  process.env['DISPLAY'] = `:${number.toString().trim()}`;
  return () => void server.kill();
}
