import { parentPort, receiveMessageOnPort } from 'node:worker_threads';

/** Hands out what was sent to this thread while a script has kept it busy. */
export function hearMessages(): void {
  if (parentPort === null) return;
  for (let heard = receiveMessageOnPort(parentPort); heard !== undefined; heard = receiveMessageOnPort(parentPort)) parentPort.emit('message', heard.message);
}
