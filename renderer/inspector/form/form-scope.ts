import type { ComponentType } from 'react';
import { createContext, useContext } from 'react';
import type { FunctionInfo, NodeCheck, SheetSize } from '../../../engine/api/contract.ts';
import type { Diagnostic } from '../../../engine/core/diagnostic.ts';
import type { Schema } from '../../../engine/core/schema.ts';
import type { Evaluation as Found } from '../../../engine/api/contract.ts';
import type { InputPort, ParamRecord, ParamSpecs } from '../../../engine/definition/index.ts';
import type { KeyMatches } from '../../state/match-request.ts';
import type { CastTry, TriedCasts } from '../../state/try-casts.ts';
import type { TextTry, TriedTexts } from '../../state/try-texts.ts';
import type { RuleMark } from '../rule-marks.ts';

export type { KeyMatches, TextTry, TriedTexts };

export type Evaluation = Found | { readonly problem: Diagnostic };

/** What the fields may ask of the world. */
export interface FormServices {
  readonly functions: readonly FunctionInfo[];
  /** Rejects when the signal is aborted before the engine was asked. */
  readonly evaluate: (param: string, expression: string, signal: AbortSignal) => Promise<Evaluation>;
  /** How the rows at two ports find each other by pairs of equal columns. */
  readonly matchKeys: (left: string, right: string, pairs: readonly (readonly [left: string, right: string])[], nullsMatch: boolean) => Promise<KeyMatches>;
  /** What does not fit when columns that arrive at a port become other types. */
  readonly tryCasts: (port: string, casts: readonly CastTry[]) => Promise<TriedCasts>;
  /** The sheets of the workbook the node reads. */
  readonly listSheets: () => Promise<readonly SheetSize[]>;
  readonly tryTexts: (wanted: TextTry) => Promise<TriedTexts>;
  /** A path relative to the flow's folder where it lies below it; null when the person cancels. */
  readonly chooseFile: (extensions: readonly string[], access: 'read' | 'write') => Promise<string | null>;
  readonly listFiles: (extensions: readonly string[]) => Promise<readonly string[]>;
  readonly nativeDialogs: boolean;
}

/** A form for one record of settings. */
export interface RecordFormProps {
  readonly specs: ParamSpecs;
  readonly record: Readonly<Record<string, unknown>>;
  /** Path of the record in the node's settings; '' for the settings themselves. */
  readonly prefix: string;
}

/** What every field of one node's form shares. */
export interface FormScope {
  readonly values: ParamRecord;
  readonly diagnostics: readonly Diagnostic[];
  readonly ports: readonly InputPort[];
  /** Schemas that arrive, per port; undefined while the flow has not been checked. */
  readonly inputs: Readonly<Record<string, readonly Schema[]>> | undefined;
  /** Schemas that leave, per port, as far as they are known. */
  readonly outputs: Readonly<Record<string, Schema>> | undefined;
  /** Changes whenever an expression may give other results although its text is the same. */
  readonly revision: string;
  /** Records that a file adds to a list. */
  readonly fromFile: NodeCheck['fromFile'];
  /** How records of lists fared on the rows of the preview, by path. */
  readonly marks: Readonly<Record<string, RuleMark>>;
  readonly services: FormServices;
  /** Draws the records of a list; a field cannot name the form it is part of. */
  readonly RecordForm: ComponentType<RecordFormProps>;
  /** Stores a value at a path; undefined removes it. Keystrokes in one field are one step of the history. */
  readonly set: (path: string, value: unknown) => void;
  /** Stores several as one step of the history, which is called `what`. */
  readonly setAll: (values: Readonly<Record<string, unknown>>, what: string) => void;
}

const Scope = createContext<FormScope | null>(null);

export const FormScopeProvider = Scope.Provider;

/** The form a field stands in. */
export function useFormScope(): FormScope {
  const scope = useContext(Scope);
  if (!scope) throw new Error('A field stands outside a form.');
  return scope;
}
