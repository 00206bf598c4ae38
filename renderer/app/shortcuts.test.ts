import { describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { keysOf, resetAllKeys, resetKeys, setKey } from '../state/command-keys.ts';
import { matches, pressedKey } from './shortcuts.ts';

const press = (key: string, modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });

describe('shortcuts', () => {
  test('modifiers must be exactly those named', () => {
    expect(matches(press('z', { ctrlKey: true }), 'Mod+Z', false)).toBe(true);
    expect(matches(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z', false)).toBe(false);
    expect(matches(press('z', { metaKey: true }), 'Mod+Z', true)).toBe(true);
    expect(matches(press('z', { ctrlKey: true }), 'Mod+Z', true)).toBe(false);
    expect(matches(press('F5', { shiftKey: true }), 'F5', false)).toBe(false);
  });

  test('signs match however they are typed', () => {
    expect(matches(press('/', { shiftKey: true }), '/', false)).toBe(true);
    expect(matches(press('+', { ctrlKey: true, shiftKey: true }), 'Mod++', false)).toBe(true);
    expect(matches(press('-', { ctrlKey: true }), 'Mod+-', false)).toBe(true);
    expect(matches(press('!', { shiftKey: true }), 'Shift+1', false)).toBe(true);
  });

  test('no two commands share a key, and ids are unique', () => {
    const keys = commands.flatMap((c) => c.keys);
    expect(keys.filter((k, i) => keys.indexOf(k) !== i)).toEqual([]);
    const ids = commands.map((c) => c.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('changed shortcuts', () => {
  test('what is pressed is what matches later, on either kind of keyboard', () => {
    for (const event of [press('k', { ctrlKey: true }), press('K', { ctrlKey: true, shiftKey: true }), press('F7', { altKey: true }), press('!', { shiftKey: true }), press('?', { shiftKey: true }), press(' ', { ctrlKey: true })]) {
      const key = pressedKey(event, false);
      expect(key).not.toBeNull();
      expect(matches(event, key!, false)).toBe(true);
    }
    expect(pressedKey(press('Shift', { shiftKey: true }), false)).toBeNull();
  });

  test('a key has one command: it is taken from the one that had it, and comes back only where it is free', () => {
    setKey('view.fit', 'F5');
    expect([keysOf('view.fit'), keysOf('run.all')]).toEqual([['F5'], []]);
    resetKeys('run.all');
    expect(keysOf('run.all')).toEqual([]);
    resetKeys('view.fit');
    resetKeys('run.all');
    expect([keysOf('view.fit'), keysOf('run.all')]).toEqual([['Shift+1'], ['F5']]);
    setKey('node.add', '');
    expect(keysOf('node.add')).toEqual([]);
    resetAllKeys();
    expect(keysOf('node.add')).toEqual(['/']);
  });
});
