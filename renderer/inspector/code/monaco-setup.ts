import 'monaco-editor/features/bracketMatching/register.js';
import 'monaco-editor/features/caretOperations/register.js';
import 'monaco-editor/features/clipboard/register.js';
import 'monaco-editor/features/codicon/register.js';
import 'monaco-editor/features/comment/register.js';
import 'monaco-editor/features/cursorUndo/register.js';
import 'monaco-editor/features/hover/register.js';
import 'monaco-editor/features/indentation/register.js';
import 'monaco-editor/features/linesOperations/register.js';
import 'monaco-editor/features/multicursor/register.js';
import 'monaco-editor/features/parameterHints/register.js';
import 'monaco-editor/features/placeholderText/register.js';
import 'monaco-editor/features/smartSelect/register.js';
import 'monaco-editor/features/snippet/register.js';
// The register of this feature leaves out the list of suggestions itself.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/features/suggest/register.js';
import 'monaco-editor/features/tokenization/register.js';
import 'monaco-editor/features/wordHighlighter/register.js';
import 'monaco-editor/features/wordOperations/register.js';
import 'monaco-editor/languages/definitions/javascript/register.js';
import 'monaco-editor/languages/definitions/python/register.js';
import { KeyCode, KeyMod, editor, languages } from 'monaco-editor/editor.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import { codeTheme } from './code-theme.ts';
import { registerCodeHelp } from './monaco-help.ts';
import { registerScriptHelp } from './script-help.ts';
import { sqlConfiguration, sqlMonarch } from './sql-monarch.ts';

export const codeLanguage = 'millrace-sql';

/** Prepares Monaco once: worker, language, help, theme, and the key that belongs to the window. */
export function setUpMonaco(): void {
  globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };
  languages.register({ id: codeLanguage });
  languages.setLanguageConfiguration(codeLanguage, { ...sqlConfiguration, wordPattern: /[\p{L}_][\p{L}\p{N}_]*/u });
  languages.setMonarchTokensProvider(codeLanguage, sqlMonarch as unknown as languages.IMonarchLanguage);
  registerCodeHelp(codeLanguage);
  registerScriptHelp();
  giveBackSearchKey();
  followTheme();
}

/** Ctrl+K opens the window's own search; Monaco would take it as the first key of two and wait. */
function giveBackSearchKey(): void {
  const command = 'millrace.search-actions';
  const mac = navigator.platform.startsWith('Mac');
  editor.addCommand({
    id: command,
    run: () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', code: 'KeyK', ctrlKey: !mac, metaKey: mac, bubbles: true, cancelable: true })),
  });
  editor.addKeybindingRule({ keybinding: KeyMod.CtrlCmd | KeyCode.KeyK, command });
}

function followTheme(): void {
  const root = document.documentElement;
  const apply = () => {
    const styles = getComputedStyle(root);
    const dark = root.dataset['theme'] !== 'light';
    const { base, rules, colors } = codeTheme(dark, (name) => styles.getPropertyValue(name));
    // A theme that is defined anew under the name in use is shown at once.
    editor.defineTheme('millrace', { base, inherit: true, rules, colors });
    editor.setTheme('millrace');
  };
  apply();
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  void document.fonts.ready.then(() => editor.remeasureFonts());
}
