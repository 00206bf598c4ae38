import type { FunctionInfo } from '../../../engine/api/contract.ts';
import { sameName } from '../../../engine/core/schema.ts';
import type { CodeKnowledge } from './completion-items.ts';
import type { CallSignature } from './function-signature.ts';
import { activeParameter, bestSignature, parseSignature } from './function-signature.ts';
import { sqlPositionAt } from './sql-position.ts';
import { t } from '../../words/words.ts';

export interface SignatureHelp {
  readonly signatures: readonly CallSignature[];
  readonly description: string;
  readonly activeSignature: number;
  readonly activeParameter: number;
}

const findFunction = (functions: readonly FunctionInfo[], name: string): FunctionInfo | undefined => functions.find((f) => sameName(f.name, name));

/** Help for the innermost call that is open at an offset, or null where there is none. */
export function signatureHelpAt(functions: readonly FunctionInfo[], text: string, offset: number): SignatureHelp | null {
  const call = sqlPositionAt(text, offset).calls.findLast((c) => findFunction(functions, c.name));
  const info = call && findFunction(functions, call.name);
  if (!info) return null;
  const signatures = info.signatures.map(parseSignature);
  const active = bestSignature(signatures, call.argument);
  const signature = signatures[active];
  if (!signature) return null;
  return { signatures, description: info.description, activeSignature: active, activeParameter: activeParameter(signature, call.argument) };
}

/** What a word means, as a heading in code and a sentence; null for words that are neither a column nor a function. */
export function helpForWord(knowledge: CodeKnowledge, word: string): { readonly code: string; readonly text: string } | null {
  const column = knowledge.columns.find((c) => sameName(c.name, word));
  if (column) return { code: `${column.name} ${column.type}`, text: column.from === null ? t('Column of the input.') : t('Column of {table}.', { table: column.from }) };
  const info = findFunction(knowledge.functions, word);
  if (info) return { code: info.signatures.slice(0, 6).join('\n') || `${info.name}()`, text: info.description };
  return null;
}
