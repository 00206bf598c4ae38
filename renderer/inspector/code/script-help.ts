import { languages } from 'monaco-editor/editor.js';
import { knowledgeOf } from './code-knowledge.ts';

const plainName = /^[A-Za-z_$][\w$]*$/;

/** The columns of the input, after `row.` or `table.`; a name that is no plain one is put between brackets. */
export function registerScriptHelp(): void {
  languages.registerCompletionItemProvider('javascript', {
    triggerCharacters: ['.'],
    provideCompletionItems(model, position) {
      const word = model.getWordUntilPosition(position);
      const before = model.getLineContent(position.lineNumber).slice(0, word.startColumn - 1);
      const knowledge = knowledgeOf(model.uri.toString());
      if (!knowledge || !/(^|[^\w$.])(row|table)\.$/.test(before)) return { suggestions: [] };
      const at = { startLineNumber: position.lineNumber, endLineNumber: position.lineNumber, endColumn: position.column };
      return {
        suggestions: knowledge.columns.map(({ name, type }, i) => {
          const plain = plainName.test(name);
          return {
            label: { label: name, description: type },
            kind: languages.CompletionItemKind.Field,
            insertText: plain ? name : `[${JSON.stringify(name)}]`,
            filterText: plain ? name : `.${name}`,
            sortText: String(i).padStart(5, '0'),
            // The dot goes where brackets come.
            range: { ...at, startColumn: word.startColumn - (plain ? 0 : 1) },
          };
        }),
      };
    },
  });
}
