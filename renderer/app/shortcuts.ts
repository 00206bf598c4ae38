import { keysOf } from '../state/command-keys.ts';
import { workbench } from '../state/workbench.ts';
import { commands, runCommand, type Command } from './commands.ts';

const mac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

interface Keys {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const shiftedDigits: Readonly<Record<string, string>> = { '!': '1', '@': '2', '"': '2' };

/** Whether a key press is the shortcut; a sign that needs Shift to be typed, such as `/` on some keyboards, matches by the sign. */
export function matches(event: Keys, shortcut: string, apple = mac): boolean {
  const parts = shortcut.split('+');
  const last = shortcut.endsWith('++') ? '+' : parts.at(-1)!;
  const mod = apple ? event.metaKey : event.ctrlKey;
  const other = apple ? event.ctrlKey : event.metaKey;
  if (mod !== parts.includes('Mod') || other || event.altKey !== parts.includes('Alt')) return false;
  const sign = last.length === 1 && !/[A-Z0-9]/i.test(last);
  if (!sign && event.shiftKey !== parts.includes('Shift')) return false;
  const pressed = parts.includes('Shift') ? (shiftedDigits[event.key] ?? event.key) : event.key;
  return (pressed === ' ' ? 'Space' : pressed).toLowerCase() === last.toLowerCase();
}

/** A key press as a shortcut such as `Mod+Shift+K`, or null while only modifiers are held. */
export function pressedKey(event: Keys, apple = mac): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead'].includes(event.key)) return null;
  const letter = event.key.length === 1 && /[A-Z0-9]/i.test(event.key);
  const key = shiftedDigits[event.key] !== undefined && event.shiftKey ? shiftedDigits[event.key]! : letter ? event.key.toUpperCase() : event.key;
  // A sign says itself whether Shift is held.
  const sign = key.length === 1 && !/[A-Z0-9]/.test(key);
  const parts = [(apple ? event.metaKey : event.ctrlKey) ? 'Mod' : '', event.altKey ? 'Alt' : '', event.shiftKey && !sign ? 'Shift' : '', key === ' ' ? 'Space' : key];
  return parts.filter(Boolean).join('+');
}

const typing = (target: Element | null): boolean => target?.closest('input, textarea, select, [contenteditable="true"], .monaco-editor, [role="combobox"], [role="grid"]') != null;

function allowed(scope: Command['scope'], target: Element | null): boolean {
  switch (scope) {
    case 'anywhere':
      return true;
    case 'window':
      return !typing(target) && target?.closest('[role="dialog"], [role="menu"]') == null;
    case 'canvas':
      return target === null || target === document.body || (target.closest('[data-testid="canvas"]') !== null && target.closest('button, input, [role="dialog"]') === null);
    case 'native':
      return false;
  }
}

/** Lets the keyboard run the commands; returns the function that stops. */
export function startShortcuts(): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : null;
    const found = commands.find((c) => keysOf(c.id).some((k) => matches(event, k)) && allowed(c.scope, target));
    if (!found || !found.enabled(workbench())) return;
    event.preventDefault();
    runCommand(found.id);
  };
  addEventListener('keydown', press);
  return () => removeEventListener('keydown', press);
}
