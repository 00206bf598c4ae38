import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { catalog } from '../../nodes/catalog.ts';
import { germanNodes } from '../../renderer/words/de/german-nodes.ts';
import { german } from '../../renderer/words/de/german.ts';
import { definitionTexts } from '../../renderer/words/word-catalog.ts';
import { looseTexts } from './loose-texts.ts';
import { parseSource, walkSource, type SourceNode } from './source-nodes.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

async function sources(pattern: string): Promise<readonly { readonly path: string; readonly text: string; readonly program: SourceNode }[]> {
  const paths: string[] = [];
  for await (const path of glob(pattern, { cwd: root })) if (!/\.test\.tsx?$|\/testing|\.d\.ts$/.test(path)) paths.push(path);
  return Promise.all(
    paths.sort().map(async (path) => {
      const text = await readFile(root + path, 'utf8');
      return { path, text, program: parseSource(path, text) };
    }),
  );
}

const renderer = await sources('renderer/**/*.{ts,tsx}');
const code = renderer.filter(({ path }) => !path.startsWith('renderer/words/de/'));
/** Kinds of charts and their figures are named by the engine. */
const marksText = await readFile(`${root}engine/chart/chart-wish.ts`, 'utf8');
const places = (text: string) => [...text.matchAll(/\{(\w+)(?:\|([^{}]*))?\}/g)].map(([, name, forms]) => `${name}${forms === undefined ? '' : ` in ${forms.split('|').length} forms`}`).sort();

it('finds a text that comes from no catalogue, wherever it may stand', () => {
  const source = (text: string) => looseTexts(parseSource('a.tsx', text)).map((f) => f.text.trim());
  expect(source(`const A = () => <p title={b ? 'Old rows' : t('New')}>{n} rows<i aria-label="Close">{x ?? 'none'}</i>{t('Rows')}</p>`)).toEqual(['Old rows', 'rows', 'Close', 'none']);
  expect(source(`const f = () => { notify(\`Copied \${n} cells\`); return [{ title: 'Remove', id: 'remove' }, { title: t('Rename') }]; };`)).toEqual(['Copied … cells', 'Remove']);
  expect(source(`const late = () => t('Save'); const early = t('Save');`)).toHaveLength(1);
});

it('no text of the window or of the menu bar stands outside the catalogue', async () => {
  const around = await sources('main/{menu,windows,app}/*.ts');
  const loose = [...code, ...around].flatMap(({ path, text, program }) => looseTexts(program).map((found) => `${path}:${text.slice(0, found.at).split('\n').length} ${found.text.trim()}`));
  expect(loose, 'Put these into t(…) and renderer/words/de').toEqual([]);
});

it('the German catalogue holds each text once and none that is not used', () => {
  const files = renderer.filter(({ path }) => path.startsWith('renderer/words/de/') && !path.includes('/nodes/'));
  const keys = files.flatMap(({ program }) => {
    const found: string[] = [];
    walkSource(program, (node) => {
      if (node.type === 'Property') found.push(String((node['key'] as SourceNode)['value'] ?? (node['key'] as SourceNode)['name']));
    });
    return found;
  });
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  expect([...keys].sort()).toEqual(Object.keys(german).sort());
  const used = new Set<unknown>();
  for (const { program } of [...code, { program: parseSource('engine.ts', marksText) }]) walkSource(program, (node) => void (node.type === 'Literal' && used.add(node['value'])));
  expect(keys.filter((key) => !used.has(key))).toEqual([]);
});

it('a German text takes the values its English takes', () => {
  const texts = [...Object.entries(german), ...Object.entries(germanNodes)];
  expect(texts.filter(([english, text]) => JSON.stringify(places(english)) !== JSON.stringify(places(text)))).toEqual([]);
  expect(texts.filter(([, text]) => text.trim() === '' || /\bSie\b|\bIhr(e|en|er)?\b/.test(text.replaceAll(/(^|[.!?:] |\()(Sie|Ihre?)\b/g, ''))).map(([english]) => english)).toEqual([]);
});

it('every text of a node definition has German, and none is left over', () => {
  const texts = definitionTexts(catalog);
  const german = (type: string, text: string) => germanNodes[`${type}: ${text}`] ?? germanNodes[text];
  expect([...new Set(texts.filter(({ type, text }) => german(type, text) === undefined).map(({ text }) => text))], 'Add these to renderer/words/de/nodes').toEqual([]);
  const used = new Set(texts.flatMap(({ type, text }) => [text, `${type}: ${text}`]));
  expect(Object.keys(germanNodes).filter((text) => !used.has(text))).toEqual([]);
});
