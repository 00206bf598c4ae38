import { t, type PlainText } from '../words/words.ts';

const mac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

const signs: Readonly<Record<string, string>> = {
  ...(mac ? { Mod: '⌘', Alt: '⌥', Shift: '⇧' } : {}),
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** Keys whose name depends on the language of the keyboard. */
const names: Readonly<Record<string, PlainText>> = { Mod: 'Ctrl', Shift: 'Shift', Delete: 'Del', Enter: 'Enter', Space: 'Space' };

/** `Mod+Shift+P` as a person reads it on this machine. */
export const shortcutText = (shortcut: string): string =>
  shortcut
    .split('+')
    .map((part) => signs[part] ?? (names[part] === undefined ? part : t(names[part])))
    .join(mac ? '' : ' ');
