import { electronPort } from '../../engine/api/transport/electron-port.ts';
import type { HostToEngine } from './control.ts';
import { electronParentPort } from './electron-parent-port.ts';
import type { HostLink } from './serve-engine.ts';

/** The line to the host: Electron's parent port in a utility process, else the channel that `fork` made. */
export function hostLink(): HostLink {
  const parentPort = electronParentPort();
  if (parentPort) {
    return {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) =>
        void parentPort.on('message', ({ data, ports: [port] }) => listener(data as HostToEngine, port ? electronPort(port) : null)),
    };
  }
  // Without its host nobody would ever end this process.
  process.once('disconnect', () => process.exit(0));
  return {
    post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => void process.on('message', (message) => listener(message as HostToEngine, null)),
  };
}
