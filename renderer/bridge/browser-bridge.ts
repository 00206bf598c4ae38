import type { EngineCalls, EngineEvent } from '../../engine/api/contract.ts';
import { callClient } from '../../engine/api/transport/call-client.ts';
import { channelPorts } from '../../engine/api/transport/channel-ports.ts';
import { callingWithDeltas } from '../../engine/api/transport/delta-ports.ts';
import { engineMethods } from '../../engine/api/transport/engine-methods.ts';
import { webSocketPort } from '../../engine/api/transport/web-socket-port.ts';
import { problem } from '../../engine/core/diagnostic.ts';
import type { OsCalls, OsEvent } from '../../main/contract/os-calls.ts';
import { osMethods } from '../../main/contract/os-methods.ts';
import type { Bridge } from './bridge.ts';
import { listenerSet } from './listener-set.ts';
import { t } from '../words/words.ts';

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;

/** The bridge of the browser: everything over one WebSocket, opened again when it is lost; the page is told when it is back. */
export function browserBridge(url = socketUrl()): Promise<Bridge> {
  const engine = callClient<EngineCalls, EngineEvent>(engineMethods);
  const os = callClient<OsCalls, OsEvent>(osMethods);
  const engineEvents = listenerSet<EngineEvent>();
  engine.onEvent(engineEvents.emit);
  const bridge: Bridge = { engine: engine.calls, os: os.calls, onEngineEvent: engineEvents.add, onOsEvent: os.onEvent, pathOf: () => null };
  const attach = (socket: WebSocket) => {
    const ports = channelPorts(webSocketPort(socket), ['engine', 'os']);
    engine.attach(callingWithDeltas(ports.engine));
    os.attach(ports.os);
  };
  const lose = () => {
    engine.fail(lost());
    os.fail(lost());
    reconnect(FIRST_WAIT);
  };
  const reconnect = (wait: number) =>
    void setTimeout(() => {
      const socket = new WebSocket(url);
      watch(socket, {
        opened() {
          attach(socket);
          engineEvents.emit({ type: 'restarted', problem: back() });
        },
        lost: lose,
        refused: () => reconnect(Math.min(wait * 2, LONGEST_WAIT)),
      });
    }, wait);

  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    watch(socket, {
      opened() {
        attach(socket);
        resolve(bridge);
      },
      lost: lose,
      refused: () => reject(new Error(t('The local server does not answer this page. Open the address that "millrace serve" printed last.'))),
    });
  });
}

interface SocketLife {
  opened(): void;
  /** Closed after it was open. */
  lost(): void;
  /** Closed before it was open. */
  refused(): void;
}

function watch(socket: WebSocket, life: SocketLife): void {
  let open = false;
  socket.addEventListener('open', () => {
    open = true;
    life.opened();
  });
  socket.addEventListener('close', () => (open ? life.lost() : life.refused()));
}

const lost = () => problem('engine-crashed', t('The connection to the local server is lost. Start "millrace serve" again if it has ended; the page connects by itself.'));
const back = () => problem('engine-crashed', t('The connection to the local server was lost and is back. The flow is intact; start a run that was under way again.'));

const socketUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/bridge`;
