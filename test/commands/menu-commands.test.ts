import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { appMenu } from '../../main/menu/app-menu.ts';

interface Item {
  readonly id?: string;
  readonly submenu?: unknown;
  readonly click?: unknown;
}
const flat = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu as Item[]) : [])]);

it('every item of the native menu that sends a command names one the window has', async () => {
  const source = await readFile(new URL('../../renderer/app/commands.ts', import.meta.url), 'utf8');
  for (const mac of [false, true]) {
    const named = flat(appMenu(() => undefined, () => undefined, 'en', mac) as Item[]).flatMap(({ id }) => (id === undefined || id === 'window.new' ? [] : [id]));
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((id) => !source.includes(`'${id}'`))).toEqual([]);
  }
});

it('an item sends its command when it is chosen', () => {
  const sent: string[] = [];
  const save = flat(appMenu((name) => sent.push(name), () => undefined, 'en', false) as Item[]).find(({ id }) => id === 'file.save');
  expect(save).toBeDefined();
  (save!.click as () => void)();
  expect(sent).toEqual(['file.save']);
});

it('every label is in the language of the window, those the system would give too', () => {
  const labels = (language: 'en' | 'de', mac: boolean) => flat(appMenu(() => undefined, () => undefined, language, mac) as Item[]).map((item) => item as { label?: string; role?: string; type?: string }).filter((item) => item.type !== 'separator' && item.role !== 'appMenu');
  for (const mac of [false, true]) {
    const [english, german] = [labels('en', mac), labels('de', mac)];
    expect(english.filter((item) => item.label === undefined)).toEqual([]);
    expect(german.flatMap((item, i) => (item.label === english[i]!.label ? [item.label] : []))).toEqual(['Palette']);
  }
});
