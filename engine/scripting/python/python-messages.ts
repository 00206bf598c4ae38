import type { MessagePort } from 'node:worker_threads';
import type { PythonFrame } from '../../relation/script-call.ts';

/** What a process of an interpreter is started for. */
export interface PythonStart {
  readonly interpreter: string;
  readonly folder: string;
  readonly code: string;
  readonly frame: PythonFrame;
  readonly seconds: number;
  readonly megabytes: number;
  /** An Arrow stream without rows, with the columns the script gives. */
  readonly columns: Uint8Array;
}

/** A thread that waits for answers asks for a process; the answers come over `port`, and each adds one to the number in `wake`. */
export interface PythonRequest {
  readonly port: MessagePort;
  readonly wake: SharedArrayBuffer;
  readonly start: PythonStart;
}

/** Tables to transform: rows as an Arrow stream, and for each table where its rows start and how many they are. */
export interface PythonTables {
  readonly tables: readonly (readonly [first: number, length: number])[];
  readonly rows: Uint8Array;
}

export interface PythonFailure {
  readonly message: string;
  /** Line of the script, from 1. */
  readonly line: number | null;
  /** There was not enough memory. */
  readonly memory: boolean;
}

export type PythonReply =
  /** What became of each table, and the rows of those that succeeded, one after the other. */
  | { readonly kind: 'tables'; readonly tables: readonly ({ readonly rows: number } | (PythonFailure & { readonly column: string | null }))[]; readonly printed: string; readonly rows: Uint8Array }
  /** The script cannot be run at all; `lacks` where a package it needs is not there. */
  | ({ readonly kind: 'refused'; readonly lacks: boolean; readonly printed?: string } & PythonFailure)
  | { readonly kind: 'late'; readonly starting: boolean }
  /** The process ended by itself, or did not start. */
  | { readonly kind: 'ended'; readonly why: string };
