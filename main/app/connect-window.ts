import type { IpcMainEvent, WebContents } from 'electron';
import { MessageChannelMain, ipcMain } from 'electron';
import type { EngineNews } from '../contract/desktop-exposed.ts';
import { channels } from '../contract/desktop-exposed.ts';
import type { EngineSupervisor } from '../engine-host/engine-supervisor.ts';
import { isOwnFrame } from './own-frame.ts';

/** Hands every page that asks for it a port to the engine, and a new one after each restart; data never passes through here. */
export function connectWindows(supervisor: EngineSupervisor): void {
  const connected = new Map<number, () => void>();
  ipcMain.on(channels.connectEngine, (event: IpcMainEvent) => {
    if (!isOwnFrame(event.senderFrame)) return;
    const page = event.sender;
    const { id } = page;
    // A page that was loaded again asks again.
    const former = connected.get(id);
    if (former) former();
    else page.once('destroyed', () => {
      connected.get(id)?.();
      connected.delete(id);
    });
    connected.set(id, connectPage(supervisor, page));
  });
}

function connectPage(supervisor: EngineSupervisor, page: WebContents): () => void {
  const tell = (news: EngineNews) => {
    if (!page.isDestroyed()) page.send(channels.engineNews, news);
  };
  return supervisor.connect({
    attach(engine, client) {
      if (page.isDestroyed()) return;
      const { port1, port2 } = new MessageChannelMain();
      engine.post({ type: 'connect', client }, [port1]);
      page.postMessage(channels.enginePort, null, [port2]);
    },
    received: () => undefined,
    gone: (problem) => tell({ kind: 'gone', problem }),
    restarted: (problem) => tell({ kind: 'restarted', problem }),
  });
}
