import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { DesktopExposed, EngineNews, OsOutcome } from '../contract/desktop-exposed.ts';
import { channels, enginePortType } from '../contract/desktop-exposed.ts';
import type { OsEvent } from '../contract/os-calls.ts';
import { osMethods } from '../contract/os-methods.ts';

const os = Object.fromEntries(
  osMethods.map((method) => [method, (argument?: unknown) => ipcRenderer.invoke(channels.os(method), argument) as Promise<OsOutcome>]),
) as DesktopExposed['os'];

const exposed: DesktopExposed = {
  os,
  onOsEvent: (listener) => void ipcRenderer.on(channels.osEvent, (_event, news: OsEvent) => listener(news)),
  onEngineNews: (listener) => void ipcRenderer.on(channels.engineNews, (_event, news: EngineNews) => listener(news)),
  pathOf: (file) => webUtils.getPathForFile(file),
  connectEngine: () => ipcRenderer.send(channels.connectEngine),
};

contextBridge.exposeInMainWorld('millrace', exposed);

// A MessagePort cannot pass the context bridge; it can be posted to the page.
ipcRenderer.on(channels.enginePort, (event) => {
  const [port] = event.ports;
  if (port) window.postMessage({ type: enginePortType }, window.location.origin, [port]);
});
