import { describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { matches } from './shortcuts.ts';

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
