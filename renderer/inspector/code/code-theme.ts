/** Colours of a Monaco theme, taken from the tokens of the theme the window shows. */
export interface CodeTheme {
  readonly base: 'vs' | 'vs-dark';
  readonly rules: { readonly token: string; readonly foreground: string; readonly fontStyle?: string }[];
  readonly colors: Record<string, string>;
}

/** Monaco wants colours with six or eight digits. */
export const fullHex = (color: string): string => {
  const text = color.trim();
  return /^#[0-9a-f]{3,4}$/i.test(text) ? `#${text.slice(1).replaceAll(/./g, '$&$&')}` : text;
};

/** Builds the theme; `token` gives the value of a custom property such as `--accent`. */
export function codeTheme(dark: boolean, token: (name: string) => string): CodeTheme {
  const color = (name: string): string => fullHex(token(name));
  const bare = (name: string): string => color(name).slice(1);
  return {
    base: dark ? 'vs-dark' : 'vs',
    rules: [
      { token: '', foreground: bare('--text') },
      { token: 'identifier', foreground: bare('--code-column') },
      { token: 'keyword', foreground: bare('--code-keyword') },
      { token: 'function', foreground: bare('--text') },
      { token: 'number', foreground: bare('--code-number') },
      { token: 'string', foreground: bare('--code-text') },
      { token: 'variable', foreground: bare('--code-number') },
      { token: 'comment', foreground: bare('--text-faint'), fontStyle: 'italic' },
      { token: 'operator', foreground: bare('--text') },
      { token: 'delimiter', foreground: bare('--text-muted') },
    ],
    colors: {
      'editor.background': color('--background'),
      'editor.foreground': color('--text'),
      'editorCursor.foreground': color('--accent'),
      'editor.selectionBackground': color('--accent-ring'),
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editorLineNumber.foreground': color('--text-faint'),
      'editorLineNumber.activeForeground': color('--text-muted'),
      'editorError.foreground': color('--danger'),
      'editorWarning.foreground': color('--warning'),
      'editorBracketMatch.background': color('--accent-wash'),
      'editorBracketMatch.border': '#00000000',
      'editorBracketHighlight.foreground1': color('--text-muted'),
      'editorBracketHighlight.foreground2': color('--text-muted'),
      'editorBracketHighlight.foreground3': color('--text-muted'),
      'editor.placeholder.foreground': color('--text-faint'),
      'editorWidget.background': color('--raised'),
      'editorWidget.foreground': color('--text'),
      'editorWidget.border': color('--line-strong'),
      'editorHoverWidget.background': color('--raised'),
      'editorHoverWidget.border': color('--line-strong'),
      'editorSuggestWidget.background': color('--raised'),
      'editorSuggestWidget.border': color('--line-strong'),
      'editorSuggestWidget.foreground': color('--text'),
      'editorSuggestWidget.selectedBackground': color('--pressed'),
      'editorSuggestWidget.selectedForeground': color('--text'),
      'editorSuggestWidget.highlightForeground': color('--accent-text'),
      'editorSuggestWidget.focusHighlightForeground': color('--accent-text'),
      'symbolIcon.fieldForeground': color('--code-column'),
      'symbolIcon.structForeground': color('--hue-source'),
      'symbolIcon.functionForeground': color('--code-keyword'),
      'symbolIcon.methodForeground': color('--hue-quality'),
      'symbolIcon.keywordForeground': color('--text-muted'),
      'list.hoverBackground': color('--hover'),
      'scrollbarSlider.background': color('--line-strong'),
      'scrollbarSlider.hoverBackground': color('--edge'),
      'scrollbarSlider.activeBackground': color('--edge'),
      'scrollbar.shadow': '#00000000',
      focusBorder: '#00000000',
    },
  };
}
