/** A version of a model in the registry of a project. */
export interface RegisteredModel {
  readonly name: string;
  readonly version: number;
  /** The stage it was asked for by, or promoted to; null for a version named outright. */
  readonly stage: string | null;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  /** From the folder of the flow. */
  readonly path: string;
}

export interface ModelReference {
  readonly name: string;
  /** A version, or else a stage. */
  readonly at: { readonly version: number } | { readonly stage: string };
}

/** Reads `model@stage` or `model@version` (`churn@production`, `churn@3`); null for anything else, such as the path of a file. */
export function modelReference(text: string): ModelReference | null {
  const [, name, at] = /^([A-Za-z0-9][\w.-]*)@(\d{1,9}|[A-Za-z][\w-]*)$/.exec(text) ?? [];
  if (name === undefined || at === undefined) return null;
  return { name, at: /^\d/.test(at) ? { version: Number(at) } : { stage: at } };
}

export const isModelName = (text: string): boolean => /^[A-Za-z0-9][\w.-]{0,99}$/.test(text) && !text.endsWith('.');
export const isStageName = (text: string): boolean => /^[A-Za-z][\w-]{0,99}$/.test(text);

/** The index file of a registry, from the folder of the flow. */
export const registryFile = 'models/registry.json';
