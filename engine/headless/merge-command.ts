import { rename, writeFile } from 'node:fs/promises';
import { writeDocument } from '../document/write-document.ts';
import { mergeDocuments } from '../document/merge-documents.ts';
import { exit, type Console } from './console.ts';
import { loadFlow } from './load-flow.ts';

/** `millrace merge`: joins two versions of a flow that come from one, into the second file as a merge driver of git does, or into `to`. */
export async function mergeCommand(base: string, ours: string, theirs: string, options: { readonly to?: string }, console: Console): Promise<number> {
  const [from, mine, other] = [await loadFlow(base), await loadFlow(ours), await loadFlow(theirs)];
  const { document, conflicts } = mergeDocuments(from.document, mine.document, other.document);
  const target = options.to ?? mine.path;
  const aside = `${target}.${process.pid}.new`;
  await writeFile(aside, writeDocument(document));
  await rename(aside, target);
  const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
  for (const c of conflicts) console.error(`conflict at ${c.path}: ours ${text(c.ours)}, theirs ${text(c.theirs)}, before ${text(c.base)}; what is in the file now is yours to check\n`);
  return conflicts.length > 0 ? exit.failed : exit.done;
}
