import type { Diagnostic } from '../../engine/core/diagnostic.ts';
import type { OsCalls, OsEvent } from './os-calls.ts';

/** How a call to the operating system ended, as it crosses from main: thrown errors would lose their kind. */
export type OsOutcome = { readonly value: unknown } | { readonly failure: { readonly diagnostic: Diagnostic } | { readonly bug: string } };

/** News of the engine process that no port can bring, because the port died with it. */
export type EngineNews = { readonly kind: 'gone' | 'restarted'; readonly problem: Diagnostic };

/** All that the preload puts on `window.millrace`; nothing else of the desktop is reachable from the page. */
export interface DesktopExposed {
  readonly os: { readonly [M in keyof OsCalls]: (argument?: unknown) => Promise<OsOutcome> };
  onOsEvent(listener: (event: OsEvent) => void): void;
  onEngineNews(listener: (news: EngineNews) => void): void;
  /** Asks for a MessagePort to the engine, again after each of its restarts; it arrives as a window message of `enginePortType`. */
  connectEngine(): void;
  /** The absolute path of a file that was dropped on the window; empty when it has none. */
  pathOf(file: File): string;
}

/** `data.type` of the window message that brings the engine's port. */
export const enginePortType = 'millrace:engine-port';

export const channels = {
  os: (method: string) => `os:${method}`,
  osEvent: 'os-event',
  connectEngine: 'engine:connect',
  enginePort: 'engine:port',
  engineNews: 'engine:news',
} as const;

/** Where the desktop's page comes from. */
export const appScheme = 'app';
export const appHost = 'millrace';
