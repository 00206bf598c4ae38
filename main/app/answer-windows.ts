import type { IpcMainInvokeEvent } from 'electron';
import { ipcMain } from 'electron';
import { answerCall } from '../../engine/api/transport/answer-call.ts';
import { channels } from '../contract/desktop-exposed.ts';
import type { OsOutcome } from '../contract/desktop-exposed.ts';
import type { OsCalls } from '../contract/os-calls.ts';
import { osMethods } from '../contract/os-methods.ts';
import { osValidators } from '../files/os-validators.ts';
import { isOwnFrame } from './own-frame.ts';

/** Answers the calls to the operating system, each on its own channel, for pages that ship and windows that are known. */
export function answerWindows(callsOf: (pageId: number) => OsCalls | undefined, log: (line: string) => void): void {
  for (const method of osMethods) {
    ipcMain.handle(channels.os(method), async (event: IpcMainInvokeEvent, argument: unknown): Promise<OsOutcome> => {
      const calls = callsOf(event.sender.id);
      if (!isOwnFrame(event.senderFrame) || calls === undefined) return { failure: { bug: 'This page may not call.' } };
      return answerCall(calls, osValidators, method, argument, (name, error) => log(`bug in ${name}: ${error instanceof Error ? error.stack : String(error)}`));
    });
  }
}
