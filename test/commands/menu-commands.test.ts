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
