import { dirname, resolve } from 'node:path';
import type { Answer, Binder } from '../check/binder.ts';
import type { CheckedFlow, CheckedNode } from '../check/checked-flow.ts';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import type { Need } from '../definition/need.ts';
import { isPattern } from '../relation/path-pattern.ts';
import { isRemotePath } from '../relation/remote-path.ts';
import { realPlace, type PathTrust } from '../io/path-trust.ts';
import type { OutsidePath } from './contract.ts';

/** Notes every path outside the project that a flow names. */
export type NoteOutside = (found: OutsidePath) => void;

const nobody: NoteOutside = () => undefined;

/** The folder that a path outside stands for; of a pattern the one before its first sign. */
async function folderOf(base: string, path: string, isFolder: boolean): Promise<string> {
  // A link within the project leads out of it.
  const whole = isOutside(base, path) ? resolve(base, path) : await realPlace(resolve(base, path));
  if (isFolder) return whole;
  const [plain = ''] = isPattern(path) ? whole.split(/[*?[]/) : [whole];
  return isPattern(path) && /[\\/]$/.test(plain) ? resolve(plain) : dirname(plain);
}

const refused = (path: string, folder: string, access: OutsidePath['access'], param: string): Diagnostic =>
  problem('path-untrusted', `"${path}" lies outside the project, in ${folder}. Nothing is ${access === 'read' ? 'read from' : 'written to'} that folder before you allow it for this project.`, { param });

/** The file or folder of this machine that a need asks about; null for what is no path. */
function pathOf(need: Need): { readonly path: string; readonly param: string; readonly folder: boolean } | null {
  if (need.kind === 'table') return 'path' in need.database ? { path: need.database.path, param: 'path', folder: false } : null;
  if (!('path' in need) || isRemotePath(need.path) || /^[a-z][a-z0-9+.-]+:\/\//i.test(need.path)) return null;
  return { path: need.path, param: need.kind === 'model' ? 'model' : 'path', folder: need.kind === 'lakehouse' };
}

/** The same binder, which looks at nothing outside the project that is not trusted. */
export function guardedBinder(binder: Binder, trust: PathTrust, note: NoteOutside = nobody): Binder {
  return {
    parse: (text, at) => binder.parse(text, at),
    isVolatileStatement: (text) => binder.isVolatileStatement(text),
    bind: (request) => binder.bind(request),
    typeName: (text) => binder.typeName(text),
    async discover(need, base): Promise<Answer<never> | Awaited<ReturnType<Binder['discover']>>> {
      const asked = pathOf(need);
      if (asked === null) return binder.discover(need, base);
      const trusted = await trust.isTrusted(base, resolve(base, asked.path));
      const folder = await folderOf(base, asked.path, asked.folder);
      if (!trusted || isOutside(base, asked.path)) note({ path: asked.path, folder, access: 'read', trusted });
      return trusted ? binder.discover(need, base) : { ok: false, problem: refused(asked.path, folder, 'read', asked.param) };
    },
  };
}

/** Told by its spelling alone; where links lead is asked of the trust. */
const isOutside = (base: string, path: string): boolean => {
  const whole = resolve(base, path);
  return whole !== base && !whole.startsWith(/[\\/]$/.test(base) ? base : `${base}${process.platform === 'win32' ? '\\' : '/'}`);
};

/** The paths outside that nodes are set to write, told also where nothing is known of their rows yet: a person is asked once for all of a flow. */
export async function noteUnbuilt(flow: CheckedFlow, trust: PathTrust, note: NoteOutside): Promise<void> {
  for (const { built, definition, params } of flow.nodes) {
    if (built || !definition) continue;
    for (const [name, spec] of Object.entries(definition.params)) {
      const path: unknown = params[name];
      if (spec.kind !== 'file' || spec.access !== 'write' || typeof path !== 'string' || path === '' || isRemotePath(path) || path.includes('${')) continue;
      const trusted = await trust.isTrusted(flow.base, resolve(flow.base, path));
      if (!trusted || isOutside(flow.base, path)) note({ path, folder: await folderOf(flow.base, path, false), access: 'write', trusted });
    }
  }
}

/** The flow without sinks that would write outside the project, each told at its node; nothing that is not trusted stays for the database to reach. */
export async function withoutForeignSinks(flow: CheckedFlow, trust: PathTrust, note: NoteOutside = nobody): Promise<CheckedFlow> {
  const diagnostics: Diagnostic[] = [];
  const nodes = await Promise.all(
    flow.nodes.map(async (node): Promise<CheckedNode> => {
      const sink = node.built?.sink;
      if (!node.built || !sink || sink.store) return node;
      const trusted = await trust.isTrusted(flow.base, resolve(flow.base, sink.path));
      const folder = await folderOf(flow.base, sink.path, false);
      if (!trusted || isOutside(flow.base, sink.path)) note({ path: sink.path, folder, access: 'write', trusted });
      if (trusted) return node;
      const found = refused(sink.path, folder, 'write', 'path');
      const own = { ...found, at: { node: node.id, ...found.at } };
      diagnostics.push(own);
      const { sink: _sink, ...built } = node.built;
      return { ...node, built, diagnostics: [...node.diagnostics, own] };
    }),
  );
  return diagnostics.length === 0 ? flow : { ...flow, nodes, diagnostics: [...flow.diagnostics, ...diagnostics] };
}
