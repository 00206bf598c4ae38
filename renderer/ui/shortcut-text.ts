const mac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

const names: Readonly<Record<string, string>> = {
  Mod: mac ? '⌘' : 'Ctrl',
  Alt: mac ? '⌥' : 'Alt',
  Shift: mac ? '⇧' : 'Shift',
  Delete: 'Del',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** `Mod+Shift+P` as a person reads it on this machine. */
export const shortcutText = (shortcut: string): string =>
  shortcut
    .split('+')
    .map((part) => names[part] ?? part)
    .join(mac ? '' : ' ');
