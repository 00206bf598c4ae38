import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import { callClient } from '../../engine/api/transport/call-client.ts';
import { channelPorts } from '../../engine/api/transport/channel-ports.ts';
import { engineMethods } from '../../engine/api/transport/engine-methods.ts';
import { webSocketPort } from '../../engine/api/transport/web-socket-port.ts';
import { problem } from '../../engine/core/diagnostic.ts';
import type { OsCalls, OsEvent } from '../../main/contract/os-calls.ts';
import { osMethods } from '../../main/contract/os-methods.ts';
import type { Bridge } from './bridge.ts';
import { listenerSet } from './listener-set.ts';

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;

/** The bridge of the browser: everything over one WebSocket, opened again when it is lost; the page is told when it is back. */
export function browserBridge(url = socketUrl()): Bridge {
  const engine = callClient<EngineCalls, EngineEvent>(engineMethods);
  const os = callClient<OsCalls, OsEvent>(osMethods);
  const engineEvents = listenerSet<EngineEvent>();
  engine.onEvent(engineEvents.emit);
  let wait = FIRST_WAIT;
  let wasLost = false;

  const connect = () => {
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      wait = FIRST_WAIT;
      const ports = channelPorts(webSocketPort(socket), ['engine', 'os']);
      engine.attach(ports.engine);
      os.attach(ports.os);
      if (wasLost) engineEvents.emit({ type: 'restarted', problem: problem('engine-crashed', 'The connection to the local server was lost and is back. The flow is intact; start a run that was under way again.') });
      wasLost = false;
    });
    socket.addEventListener('close', () => {
      if (!wasLost) {
        const lost = problem('engine-crashed', 'The connection to the local server is lost. Start "millrace serve" again if it has ended; the page connects by itself.');
        engine.fail(lost);
        os.fail(lost);
      }
      wasLost = true;
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    });
  };
  connect();
  return { engine: engine.calls, os: os.calls, onEngineEvent: engineEvents.add, onOsEvent: os.onEvent };
}

const socketUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/bridge`;
