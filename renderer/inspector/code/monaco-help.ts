import type { IMarkdownString } from 'monaco-editor/editor.js';
import { languages } from 'monaco-editor/editor.js';
import { helpForWord, signatureHelpAt } from './code-help.ts';
import { knowledgeOf } from './code-knowledge.ts';
import type { CompletionItem } from './completion-items.ts';
import { completionItems } from './completion-items.ts';
import { sqlPositionAt } from './sql-position.ts';
import { t } from '../../words/words.ts';

const kinds: Readonly<Record<CompletionItem['kind'], languages.CompletionItemKind>> = {
  column: languages.CompletionItemKind.Field,
  table: languages.CompletionItemKind.Struct,
  function: languages.CompletionItemKind.Function,
  aggregate: languages.CompletionItemKind.Method,
  keyword: languages.CompletionItemKind.Keyword,
};

const code = (text: string): IMarkdownString => ({ value: `\`\`\`millrace-sql\n${text}\n\`\`\`` });

/** Completion, signature help and hover for our language, out of what each editor's surroundings know. */
export function registerCodeHelp(language: string): void {
  languages.registerCompletionItemProvider(language, {
    triggerCharacters: ['.', '"'],
    provideCompletionItems(model, position) {
      const knowledge = knowledgeOf(model.uri.toString());
      if (!knowledge) return { suggestions: [] };
      const text = model.getValue();
      const offset = model.getOffsetAt(position);
      const at = sqlPositionAt(text, offset);
      const word = model.getWordUntilPosition(position);
      const start = at.inside === 'name' ? model.getPositionAt(at.since) : { lineNumber: position.lineNumber, column: word.startColumn };
      // An automatically closed quotation mark behind the caret belongs to the name that is replaced.
      const end = at.inside === 'name' && text[offset] === '"' ? position.delta(0, 1) : position;
      const range = { startLineNumber: start.lineNumber, startColumn: start.column, endLineNumber: end.lineNumber, endColumn: end.column };
      return {
        suggestions: completionItems(knowledge, text, offset).map((item) => ({
          label: { label: item.label, description: item.kind === 'function' || item.kind === 'aggregate' ? '' : item.detail },
          kind: kinds[item.kind],
          insertText: item.call ? item.insert.replace(/\)$/, '$0)') : item.insert.replaceAll(/[\\$}]/g, (c) => `\\${c}`),
          insertTextRules: languages.CompletionItemInsertTextRule.InsertAsSnippet,
          filterText: at.inside === 'name' ? `"${item.label}` : item.label,
          detail: item.detail,
          documentation: item.documentation,
          sortText: item.sort,
          range,
          ...(item.call ? { command: { id: 'editor.action.triggerParameterHints', title: t('Show parameters') } } : {}),
        })),
      };
    },
  });

  languages.registerSignatureHelpProvider(language, {
    signatureHelpTriggerCharacters: ['(', ','],
    signatureHelpRetriggerCharacters: [')'],
    provideSignatureHelp(model, position) {
      const knowledge = knowledgeOf(model.uri.toString());
      const help = knowledge && signatureHelpAt(knowledge.functions, model.getValue(), model.getOffsetAt(position));
      if (!help) return null;
      return {
        value: {
          activeSignature: help.activeSignature,
          activeParameter: help.activeParameter,
          signatures: help.signatures.map((s) => ({ label: s.label, documentation: help.description, parameters: s.parameters.map(([a, b]) => ({ label: [a, b] })) })),
        },
        dispose: () => undefined,
      };
    },
  });

  languages.registerHoverProvider(language, {
    provideHover(model, position) {
      const knowledge = knowledgeOf(model.uri.toString());
      const word = model.getWordAtPosition(position);
      const help = knowledge && word && helpForWord(knowledge, word.word);
      if (!help) return null;
      return {
        range: { startLineNumber: position.lineNumber, endLineNumber: position.lineNumber, startColumn: word.startColumn, endColumn: word.endColumn },
        contents: [code(help.code), { value: help.text }],
      };
    },
  });
}
