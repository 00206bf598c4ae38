import type { MessagePortMainLike } from '../../engine/api/transport/electron-port.ts';

/** What this needs of Electron's `process.parentPort`. */
export interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: MessagePortMainLike[] }) => void): unknown;
}

/** The line to Electron's main process in a utility process, else undefined. */
export const electronParentPort = (): ElectronParentPort | undefined => (process as unknown as { parentPort?: ElectronParentPort }).parentPort;
