import type { Bridge } from './bridge.ts';
import { browserBridge } from './browser-bridge.ts';
import type { DesktopExposed } from '../../main/contract/desktop-exposed.ts';
import { desktopBridge } from './desktop-bridge.ts';

/** Connects the page to what lies outside it: the desktop shell when its preload is there, else the local web server. Rejects when that server refuses or does not answer. */
export async function connectBridge(): Promise<Bridge> {
  const { millrace } = globalThis as { millrace?: DesktopExposed };
  return millrace ? desktopBridge(millrace) : browserBridge();
}
