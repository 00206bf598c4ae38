import type { Diagnostic } from '../../../engine/core/diagnostic.ts';

/** Diagnostics of a setting and of everything inside it, such as the third of its columns. */
export const diagnosticsBelow = (diagnostics: readonly Diagnostic[], path: string): readonly Diagnostic[] =>
  diagnostics.filter((d) => d.at.param === path || d.at.param?.startsWith(`${path}.`) === true);

/** Diagnostics of a node that no field of its form can show. */
export const diagnosticsWithoutField = (diagnostics: readonly Diagnostic[], fields: readonly string[]): readonly Diagnostic[] =>
  diagnostics.filter((d) => d.at.param === undefined || !fields.includes(d.at.param.split('.')[0]!));
