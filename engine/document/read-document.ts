import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import { isObject } from '../core/json.ts';
import type { FlowDocument } from './document.ts';
import { documentSchema, documentVersion } from './document.ts';
import { migrateDocument } from './migrate-document.ts';
import { repeatedKeys } from './repeated-keys.ts';

export type ReadResult = { readonly document: FlowDocument; readonly diagnostics: readonly Diagnostic[] } | { readonly document: null; readonly diagnostics: readonly Diagnostic[] };

/** Reads the text of a flow file; unknown node types and fields are kept, anything unreadable is a located diagnostic. */
export function readDocument(text: string, name: string): ReadResult {
  const failed = (message: string): ReadResult => ({ document: null, diagnostics: [problem('flow-unreadable', message)] });
  let raw: unknown;
  try {
    raw = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    if (text.trim() === '') return failed(`${name} is empty. Restore it from a copy, or start a new flow with "millrace new".`);
    const where = jsonErrorPlace(text, error);
    return failed(`${name} is not complete JSON${where}. It may have been written only in part; restore it from a copy or mend the text at that place.`);
  }
  if (!isObject(raw) || typeof raw['millrace'] !== 'number') {
    return failed(`${name} is JSON but not a flow: it has no "millrace" version. Open a file that Millrace has saved, or let one written by hand begin with "millrace": ${documentVersion}.`);
  }
  if (!Number.isInteger(raw['millrace']) || raw['millrace'] < 1) {
    return failed(`${name} says it has format ${raw['millrace']}, which is not one that ever was. Restore it from a copy, or set "millrace" to ${documentVersion}.`);
  }
  if (raw['millrace'] > documentVersion) {
    return {
      document: null,
      diagnostics: [problem('flow-too-new', `${name} has format ${raw['millrace']}, this Millrace reads up to ${documentVersion}. Update Millrace to open it.`)],
    };
  }
  // No object holds this key, so the node would be gone with the next save.
  if (isObject(raw['nodes']) && Object.hasOwn(raw['nodes'], '__proto__')) return { document: null, diagnostics: [invalidId(name, '__proto__')] };
  // Of two the first would be gone without a word, and with the next save for good.
  const repeated = repeatedKeys(text).slice(0, 20);
  if (repeated.length > 0) {
    return {
      document: null,
      diagnostics: repeated.map(({ path, lines: [first, second] }) => {
        const at = path[0] === 'nodes' && path[1] !== undefined ? { node: path[1] } : {};
        const place = first === second ? `in line ${first}` : `in lines ${first} and ${second}`;
        return path[0] === 'nodes' && path.length === 2
          ? problem('node-id-invalid', `${name}: two nodes are called "${path[1]}" (${place}), of which only one can be kept. Give one of them another id, and change its edges with it.`, at)
          : problem('flow-unreadable', `${name}: ${path.join('.')} stands twice (${place}), and only one of them can count. Remove one.`, at);
      }),
    };
  }
  const parsed = documentSchema.safeParse(migrateDocument(raw));
  if (parsed.success) return { document: parsed.data, diagnostics: [] };
  const diagnostics = parsed.error.issues.slice(0, 20).map((issue) => {
    const path = issue.path.map(String);
    const at = path[0] === 'nodes' && path[1] !== undefined ? { node: path[1] } : {};
    if (issue.code === 'invalid_key' && path[0] === 'nodes') {
      return invalidId(name, path[1] ?? '');
    }
    return problem('flow-unreadable', `${name}: ${path.join('.') || 'the file'} is not as the format wants it (${issue.message}). Mend that entry; docs/flow-format.md describes it.`, at);
  });
  return { document: null, diagnostics };
}

const invalidId = (name: string, id: string): Diagnostic =>
  problem('node-id-invalid', `${name}: "${id}" cannot be the id of a node. Rename it, with letters, digits, _ and - only, the first of them a letter or _, 80 at most.`, { node: id });

function jsonErrorPlace(text: string, error: unknown): string {
  const match = error instanceof SyntaxError ? /position (\d+)/.exec(error.message) : null;
  const offset = match ? Number(match[1]) : text.length;
  const before = text.slice(0, offset).split('\n');
  return ` (line ${before.length}, column ${before[before.length - 1]!.length + 1})`;
}
