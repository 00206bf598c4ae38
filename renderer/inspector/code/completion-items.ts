import type { FunctionInfo } from '../../../engine/api/contract.ts';
import { quotedIdentifier } from '../../../engine/core/quoting.ts';
import { expressionKeywords, statementKeywords } from './sql-words.ts';
import { sqlPositionAt } from './sql-position.ts';
import { t } from '../../words/words.ts';

/** A column that an expression can name, with the title of the port it arrives at where there are several. */
export interface KnownColumn {
  readonly name: string;
  readonly type: string;
  readonly from: string | null;
}

export type ScriptLanguage = 'javascript' | 'python';

/** What a field of code knows about its surroundings. */
export interface CodeKnowledge {
  readonly language: 'expression' | 'statement' | ScriptLanguage;
  readonly columns: readonly KnownColumn[];
  /** Names of the inputs that a statement can select from. */
  readonly tables: readonly string[];
  readonly functions: readonly FunctionInfo[];
}

export interface CompletionItem {
  readonly label: string;
  readonly kind: 'column' | 'table' | 'function' | 'aggregate' | 'keyword';
  readonly insert: string;
  /** Whether the caret goes between the brackets that end `insert`. */
  readonly call: boolean;
  readonly detail: string;
  readonly documentation: string;
  readonly sort: string;
}

const plainName = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const reserved = new Set<string>([...expressionKeywords, ...statementKeywords].map((w) => w.toLowerCase()));

/** A name as it must be written in SQL: bare where that is safe, quoted else. */
export const sqlName = (name: string): string => (plainName.test(name) && !reserved.has(name.toLowerCase()) ? name : quotedIdentifier(name));

/** Everything that may be written at an offset; nothing inside a text or a comment, only names inside quotation marks. */
export function completionItems(knowledge: CodeKnowledge, text: string, offset: number): readonly CompletionItem[] {
  const { inside } = sqlPositionAt(text, offset);
  if (inside === 'text' || inside === 'comment') return [];
  const names = [...tableItems(knowledge), ...columnItems(knowledge)];
  if (inside === 'name') return names.map((item) => ({ ...item, insert: quotedIdentifier(item.label) }));
  return [...names, ...functionItems(knowledge.functions), ...keywordItems(knowledge.language)];
}

function columnItems({ columns }: CodeKnowledge): readonly CompletionItem[] {
  return columns.map(({ name, type, from }, index) => ({
    label: name,
    kind: 'column',
    insert: sqlName(name),
    call: false,
    detail: type,
    documentation: from === null ? '' : t('From {table}', { table: from }),
    sort: `1${String(index).padStart(5, '0')}`,
  }));
}

function tableItems({ tables }: CodeKnowledge): readonly CompletionItem[] {
  return tables.map((name) => ({ label: name, kind: 'table', insert: sqlName(name), call: false, detail: 'input', documentation: '', sort: `0${name}` }));
}

function functionItems(functions: readonly FunctionInfo[]): readonly CompletionItem[] {
  return functions
    .filter((f) => plainName.test(f.name))
    .map(({ name, kind, signatures, description }) => ({
      label: name,
      kind: kind === 'aggregate' ? 'aggregate' : 'function',
      insert: `${name}()`,
      call: true,
      detail: signatures[0] ?? '',
      documentation: description,
      sort: `3${name}`,
    }));
}

function keywordItems(language: CodeKnowledge['language']): readonly CompletionItem[] {
  const words = language === 'expression' ? expressionKeywords : [...new Set<string>([...statementKeywords, ...expressionKeywords])];
  return words.map((word) => ({ label: word, kind: 'keyword', insert: word, call: false, detail: '', documentation: '', sort: `4${word}` }));
}
