// Writes docs/nodes from the node declarations: node tools/generate-manual.ts [--check]
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { categories } from '../engine/definition/index.ts';
import { catalog } from '../nodes/catalog.ts';
import { deliver } from './generated-file.ts';
import { manualPage } from './manual-page.ts';

const root = join(import.meta.dirname, '..');
const folder = 'docs/nodes';

const notesOf = (type: string): string => {
  const [path] = globSync(`nodes/*/${type}/notes.md`, { cwd: root });
  return path === undefined ? '' : readFileSync(join(root, path), 'utf8').trim();
};

const files = new Map<string, string>();
for (const definition of catalog.values())
  files.set(`${folder}/${definition.type}.md`, manualPage(definition, notesOf(definition.type)));

const sections = categories.flatMap((category) => {
  const members = [...catalog.values()].filter((definition) => definition.category === category);
  if (members.length === 0) return [];
  const name = category.charAt(0).toUpperCase() + category.slice(1);
  return [`## ${name}`, members.map((d) => `- [${d.title}](${d.type}.md) (\`${d.type}\`): ${d.summary}`).join('\n')];
});
const head = [
  '# Node manual',
  'Every node type with its ports, settings and examples. The pages are generated from the declarations in `nodes/`; the examples run as tests. `npx millrace nodes TYPE` shows the same on the command line.',
];
files.set(`${folder}/README.md`, `${[...head, ...sections].join('\n\n')}\n`);

const unexpected = globSync(`${folder}/*.md`, { cwd: root }).filter((path) => !files.has(path));
deliver(files, 'npm run docs', unexpected);
