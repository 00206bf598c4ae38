import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import { callClient, outcomeValue } from '../../engine/api/transport/call-client.ts';
import { callingWithDeltas } from '../../engine/api/transport/delta-ports.ts';
import { engineMethods } from '../../engine/api/transport/engine-methods.ts';
import { messageChannelPort } from '../../engine/api/transport/message-channel-port.ts';
import type { DesktopExposed } from '../../main/contract/desktop-exposed.ts';
import { enginePortType } from '../../main/contract/desktop-exposed.ts';
import type { OsCalls } from '../../main/contract/os-calls.ts';
import { osMethods } from '../../main/contract/os-methods.ts';
import type { Bridge } from './bridge.ts';
import { listenerSet } from './listener-set.ts';

/** The port closes a moment before main can say which node the engine died at. */
const CRASH_NEWS_GRACE = 2_000;

/** The bridge of the desktop: the engine over a MessagePort, the operating system over the preload. */
export function desktopBridge(exposed: DesktopExposed): Bridge {
  const client = callClient<EngineCalls, EngineEvent>(engineMethods, CRASH_NEWS_GRACE);
  const engineEvents = listenerSet<EngineEvent>();
  const osEvents = listenerSet<Parameters<Parameters<DesktopExposed['onOsEvent']>[0]>[0]>();
  client.onEvent(engineEvents.emit);
  exposed.onOsEvent(osEvents.emit);
  exposed.onEngineNews(({ kind, problem }) => {
    if (kind === 'gone') client.fail(problem);
    else engineEvents.emit({ type: 'restarted', problem });
  });
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const [port] = event.ports;
    if (event.source !== window || !isPortMessage(event.data) || !port) return;
    client.attach(callingWithDeltas(messageChannelPort(port)));
  });
  exposed.connectEngine();
  const os = Object.fromEntries(
    osMethods.map((method) => [method, async (argument?: unknown) => outcomeValue(await exposed.os[method](argument))]),
  ) as unknown as OsCalls;
  return { engine: client.calls, os, onEngineEvent: engineEvents.add, onOsEvent: osEvents.add, pathOf: (file) => exposed.pathOf(file) || null };
}

const isPortMessage = (data: unknown): boolean => typeof data === 'object' && data !== null && 'type' in data && data.type === enginePortType;
