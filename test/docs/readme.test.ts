import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout, millrace } from '../millrace.ts';

const readme = readFileSync(join(checkout, 'README.md'), 'utf8');

test('the first flow of the README works as written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const commands = [.../```sh\n([^]*?)```/.exec(readme)![1]!.matchAll(/^npx millrace (.*)$/gm)].map(
    ([, line]) => line!,
  );
  expect(commands.length).toBeGreaterThanOrEqual(4);
  try {
    for (const command of commands) {
      const { code, out, err } = await millrace(command.split(' '), folder);
      expect(code, `millrace ${command}\n${out}${err}`).toBe(0);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the README names every command and option there is', async () => {
  const help = async (...args: string[]) => (await millrace([...args, '--help'])).out;
  const commands = [...(await help()).matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'help');
  expect(commands.length).toBeGreaterThanOrEqual(7);
  for (const command of commands) {
    expect(readme).toContain(`millrace ${command}`);
    for (const [, option] of (await help(command)).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm))
      if (option !== '--help') expect(readme, `${command} ${option}`).toContain(option);
  }
});

test.each(globSync('{*.md,docs/**/*.md,samples/*/README.md,bench/*.md}', { cwd: checkout }))(
  'every link of %s leads somewhere',
  (page) => {
    const text = readFileSync(join(checkout, page), 'utf8').replaceAll(/```[^]*?```/g, '');
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (!/^[a-z]+:/.test(target!))
        expect(existsSync(join(checkout, dirname(page), target!)), `${page} → ${target}`).toBe(true);
    }
  },
);
