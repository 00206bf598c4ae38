import { expressionKeywords, statementKeywords } from './sql-words.ts';

/** Word rules of DuckDB's SQL for Monaco's tokenizer: names are columns unless a bracket makes them a call. */
export const sqlConfiguration = {
  comments: { lineComment: '--', blockComment: ['/*', '*/'] as [string, string] },
  brackets: [['(', ')'], ['[', ']'], ['{', '}']] as [string, string][],
  autoClosingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: '{', close: '}' },
    { open: "'", close: "'", notIn: ['string', 'comment'] },
    { open: '"', close: '"', notIn: ['string', 'comment'] },
  ],
  surroundingPairs: [
    { open: '(', close: ')' },
    { open: '[', close: ']' },
    { open: "'", close: "'" },
    { open: '"', close: '"' },
  ],
};

export const sqlMonarch = {
  defaultToken: '',
  ignoreCase: true,
  unicode: true,
  keywords: [...new Set<string>([...expressionKeywords, ...statementKeywords])],
  tokenizer: {
    root: [
      [/\s+/, 'white'],
      [/--.*$/, 'comment'],
      [/\/\*/, 'comment', '@comment'],
      [/'/, 'string', '@text'],
      [/"/, 'identifier', '@quoted'],
      [/\d+(\.\d+)?(e[-+]?\d+)?/, 'number'],
      [/\$[\w]+/, 'variable'],
      [/[\p{L}_][\p{L}\p{N}_]*(?=\s*\()/u, { cases: { '@keywords': 'keyword', '@default': 'function' } }],
      [/[\p{L}_][\p{L}\p{N}_]*/u, { cases: { '@keywords': 'keyword', '@default': 'identifier' } }],
      [/[()[\]{}]/, '@brackets'],
      [/[<>=!+\-*/%|&~^:]+/, 'operator'],
      [/[,;.]/, 'delimiter'],
    ],
    comment: [
      [/[^/*]+/, 'comment'],
      [/\*\//, 'comment', '@pop'],
      [/./, 'comment'],
    ],
    text: [
      [/[^']+/, 'string'],
      [/''/, 'string'],
      [/'/, 'string', '@pop'],
    ],
    quoted: [
      [/[^"]+/, 'identifier'],
      [/""/, 'identifier'],
      [/"/, 'identifier', '@pop'],
    ],
  },
};
