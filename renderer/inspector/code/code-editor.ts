import { MarkerSeverity, Uri, editor } from 'monaco-editor/editor.js';
import type { Diagnostic } from '../../../engine/core/diagnostic.ts';
import { publishKnowledge } from './code-knowledge.ts';
import type { CodeKnowledge, ScriptLanguage } from './completion-items.ts';
import { codeLanguage, setUpMonaco } from './monaco-setup.ts';

setUpMonaco();

export interface CodeEditorOptions {
  readonly host: HTMLElement;
  readonly value: string;
  readonly label: string;
  readonly placeholder: string;
  /** A statement has line numbers and takes Tab for itself; an expression lets Tab go to the next field. */
  readonly statement: boolean;
  /** Null for the language of the database. */
  readonly language: ScriptLanguage | null;
  readonly knowledge: () => CodeKnowledge;
  readonly onChange: (value: string) => void;
  readonly onHeight: (pixels: number) => void;
  readonly onBlur: () => void;
  /** Whether the text is what a new node comes with: the first key then replaces it. */
  readonly untouched: () => boolean;
}

export interface CodeEditor {
  readonly setValue: (value: string) => void;
  readonly setDiagnostics: (diagnostics: readonly Diagnostic[]) => void;
  readonly focus: (caret: number | null) => void;
  readonly dispose: () => void;
}

let count = 0;
let layer: HTMLElement | null = null;

/** Suggestions float over the whole window, not inside the narrow panel. */
function overflowLayer(): HTMLElement {
  if (!layer) {
    layer = document.createElement('div');
    layer.className = 'monaco-editor code-layer nokey nodrag nowheel';
    document.body.append(layer);
  }
  return layer;
}

/** Puts a Monaco editor into an element; it grows with its text and reports its height. */
export function createCodeEditor(options: CodeEditorOptions): CodeEditor {
  const uri = Uri.parse(`inmemory://millrace/${++count}.${options.language ?? 'sql'}`);
  const model = editor.createModel(options.value, options.language ?? codeLanguage, uri);
  const forget = publishKnowledge(uri.toString(), options.knowledge);
  const view = editor.create(options.host, {
    model,
    ariaLabel: options.label,
    placeholder: options.placeholder,
    automaticLayout: true,
    fontFamily: getComputedStyle(options.host).getPropertyValue('--mono'),
    fontSize: 12.5,
    lineHeight: 19,
    fontLigatures: false,
    padding: { top: 4, bottom: 4 },
    wordWrap: 'on',
    wrappingStrategy: 'advanced',
    lineNumbers: options.statement ? 'on' : 'off',
    lineNumbersMinChars: 2,
    lineDecorationsWidth: options.statement ? 6 : 8,
    glyphMargin: false,
    folding: false,
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    scrollBeyondLastLine: false,
    scrollBeyondLastColumn: 2,
    scrollbar: { vertical: 'auto', horizontal: 'hidden', alwaysConsumeMouseWheel: false, verticalScrollbarSize: 8, useShadows: false },
    renderLineHighlight: 'none',
    matchBrackets: 'near',
    bracketPairColorization: { enabled: false },
    guides: { indentation: false },
    occurrencesHighlight: 'off',
    selectionHighlight: false,
    fixedOverflowWidgets: true,
    overflowWidgetsDomNode: overflowLayer(),
    tabFocusMode: !options.statement,
    tabSize: 2,
    quickSuggestions: { other: true, comments: false, strings: true },
    suggest: { showWords: false, showIcons: true, preview: false, showStatusBar: false },
    wordBasedSuggestions: 'off',
    acceptSuggestionOnEnter: 'on',
    acceptSuggestionOnCommitCharacter: false,
    contextmenu: false,
    links: false,
    dragAndDrop: false,
    unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false },
  });
  const report = () => options.onHeight(view.getContentHeight());
  view.onDidContentSizeChange(report);
  report();
  let silent = false;
  model.onDidChangeContent(() => (silent ? undefined : options.onChange(model.getValue())));
  view.onDidBlurEditorWidget(options.onBlur);
  let arriving = false;
  const selectUntouched = () => (options.untouched() ? view.setSelection(model.getFullModelRange()) : undefined);
  view.onDidFocusEditorText(() => {
    arriving = true;
    selectUntouched();
  });
  // The click that gave the focus has set the caret since.
  view.onMouseUp(() => {
    if (arriving) selectUntouched();
    arriving = false;
  });

  return {
    setValue(value) {
      if (value === model.getValue()) return;
      silent = true;
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null);
      silent = false;
    },
    setDiagnostics(diagnostics) {
      editor.setModelMarkers(
        model,
        'millrace',
        diagnostics.flatMap(({ severity, message, at }) => {
          if (!at.span) return [];
          const start = model.getPositionAt(at.span.start);
          const end = model.getPositionAt(Math.max(at.span.end, at.span.start + 1));
          return [{ severity: markerSeverity[severity], message, startLineNumber: start.lineNumber, startColumn: start.column, endLineNumber: end.lineNumber, endColumn: end.column }];
        }),
      );
    },
    focus(caret) {
      view.focus();
      if (caret !== null) view.setPosition(model.getPositionAt(caret));
    },
    dispose() {
      forget();
      view.dispose();
      model.dispose();
    },
  };
}

const markerSeverity = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, info: MarkerSeverity.Info } as const;
