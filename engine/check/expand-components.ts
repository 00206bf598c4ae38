import type { Diagnostic } from '../core/diagnostic.ts';
import { problem, warning } from '../core/diagnostic.ts';
import { nearestName } from '../core/schema.ts';
import { portName, type AnyNodeDefinition, type Catalog, type InlineTable, type ParamRecord } from '../definition/index.ts';
import type { End, FlowDocument, FlowEdge, FlowNode } from '../document/document.ts';
import { formatEnd, parseEnd } from '../document/document.ts';
import { readDocument } from '../document/read-document.ts';
import type { Answer, Binder } from './binder.ts';
import { checkParams } from './check-params.ts';
import { callTypes, componentCalls, type ComponentCall } from './component-calls.ts';
import { componentFace, portOf, type ComponentFace } from './component-face.ts';
import { resolveParameters, substituteInText, type ParameterValues } from './flow-parameters.ts';
import { givenInside, parameterOf, roundsPort, takesRounds } from './given-rounds.ts';
import { goesOn, roundsInside, roundsTold } from './iterate-rounds.ts';
import type { FailedRounds, GivenRounds, RoundFailure, Rounds, RoundsCut, WaitingRounds, WantedRounds } from './rounds.ts';
import { movedFiles } from './moved-files.ts';
import { brokenDefinition, fedInput, passingDefinition, roundsEnd, type OwnDefinition } from './passing-definitions.ts';

/** A document without components: each stands as a node that passes on what the nodes of its flow give, which are called `node/inner`. */
export interface Expanded {
  readonly document: FlowDocument;
  /** Parameter values of the nodes that come from a component. */
  readonly values: ReadonlyMap<string, ParameterValues>;
  /** Located at the components of the document. */
  readonly diagnostics: readonly Diagnostic[];
  /** The catalogue's definitions of the document's types, and those of nodes that stand in the place of components. */
  readonly catalog: Catalog;
  /** What the flows of the components show, as far as they could be read. */
  readonly faces: ReadonlyMap<string, ComponentFace>;
  /** What arrives at each component, by port: its node in the new document reads what the inside gives. */
  readonly arrivals: Arrivals;
  /** Of nodes that go on without rounds that fail. */
  readonly rounds: ReadonlyMap<string, Rounds>;
  /** Nodes that are not put in because the rows that are their rounds are not known. */
  readonly waiting: WaitingRounds;
  /** Nodes with fewer rounds than rows arrived for them. */
  readonly cuts: ReadonlyMap<string, RoundsCut>;
}

/** The ends that feed each component, by node and port. */
export type Arrivals = ReadonlyMap<string, Readonly<Record<string, readonly End[]>>>;

interface Place {
  /** Folder that relative paths start from. */
  readonly base: string;
  readonly catalog: Catalog;
  readonly binder: Binder;
  /** Names and files of the components around, from the outermost. */
  readonly around: readonly string[];
  /** Rounds that are to be left out. */
  readonly failed: FailedRounds;
  readonly given: GivenRounds;
  /** How many of the rows that arrive are used, as rounds of each node; null is all. */
  readonly atMost: number | null;
}

/** Puts the flows of components in the place of the components. A component that cannot be used stays as it is, with what is wrong. */
export async function expandComponents(document: FlowDocument, values: ParameterValues, place: Place): Promise<Expanded> {
  const nodes: Record<string, FlowNode> = {};
  const scopes = new Map<string, ParameterValues>();
  const diagnostics: Diagnostic[] = [];
  const added: FlowEdge[] = [];
  const taken = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const faces = new Map<string, ComponentFace>();
  const arrivals = new Map<string, Readonly<Record<string, readonly End[]>>>();
  const more = new Map<string, AnyNodeDefinition>();
  const rounds = new Map<string, Rounds>();
  const waiting = new Map<string, WantedRounds | null>();
  const cuts = new Map<string, RoundsCut>();
  for (const [id, node] of Object.entries(document.nodes)) {
    nodes[id] = node;
    const definition = callTypes.has(node.type) ? place.catalog.get(node.type) : undefined;
    if (!definition) continue;
    const replace = (own: OwnDefinition): void => {
      more.set(own.type, own.definition);
      nodes[id] = { ...nodes[id]!, type: own.type };
    };
    replace(brokenDefinition(definition, id, document));
    const written = node.disabled === true ? null : checkParams(definition, id, node.params, node.version).params;
    if (!written) continue;
    const arrived = takesRounds(id, document) ? await arrivingRounds(id, written, values, place) : 'none';
    if (arrived !== 'none') {
      diagnostics.push(...arrived.diagnostics);
      if (arrived.face) faces.set(id, arrived.face);
      if (!arrived.table) {
        waiting.set(id, arrived.wanted);
        continue;
      }
      if (arrived.cut) cuts.set(id, arrived.cut);
      nodes[id] = { ...nodes[id]!, params: { ...node.params, table: arrived.table } };
    }
    const fed = arrived !== 'none';
    const params = arrived === 'none' ? written : { ...written, table: arrived.table };
    const calls = componentCalls(id, params, values, fed);
    if (!calls.ok) {
      diagnostics.push(calls.problem);
      continue;
    }
    const left = new Map<number, RoundFailure>(goesOn(params) ? place.failed.get(id) : []);
    const asked = calls.value.map((call, i) => ({ call, round: i + 1 })).filter(({ round }) => !left.has(round));
    const tried = await Promise.all(asked.map(async ({ call, round }) => ({ round, part: await expandCall(id, call, document, place) })));
    if (goesOn(params)) for (const { round, part } of tried) for (const failure of ownFailure(part)) left.set(round, failure);
    const kept = tried.filter(({ round }) => !left.has(round));
    const parts = kept.map(({ part }) => part);
    const told = roundsTold(id, { kept: kept.map(({ round }) => round), failed: left });
    diagnostics.push(...told);
    if (kept.length === 0) {
      const read = tried.find(({ part }) => part.face)?.part.face;
      if (read) faces.set(id, read);
      continue;
    }
    const face = parts.find((part) => part.face)?.face;
    if (face) faces.set(id, face);
    const trouble = parts.flatMap((part) => (part.ok ? [] : [part.problem]));
    if (trouble.length > 0 || !face) {
      diagnostics.push(...trouble.slice(0, 1));
      continue;
    }
    const uses = { kept: kept.map(({ round }) => round), failed: left };
    replace(passingDefinition(definition, face, uses, fed));
    if (goesOn(params)) rounds.set(id, { ...uses, retries: Number(params['retries'] ?? 0), wait: Number(params['wait'] ?? 0) });
    arrivals.set(id, endsInto(id, document));
    const entries = new Map<string, string[]>(fed ? [[roundsPort, [formatEnd({ node: id, port: roundsEnd })]]] : []);
    for (const part of parts) {
      if (!part.ok) continue;
      Object.assign(nodes, part.nodes);
      added.push(...part.edges);
      for (const [inner, scope] of part.values) scopes.set(inner, scope);
      diagnostics.push(...part.diagnostics);
      for (const [type, own] of part.catalog) more.set(type, own);
      for (const [inner, ends] of part.arrivals) arrivals.set(inner, ends);
      for (const [inner, one] of part.rounds) rounds.set(inner, one);
      for (const [inner, one] of part.waiting) waiting.set(inner, one);
      for (const [inner, one] of part.cuts) cuts.set(inner, one);
      for (const [port, end] of part.inputs) entries.set(port, [...(entries.get(port) ?? []), end]);
    }
    taken.set(id, entries);
  }
  const edges = document.edges.flatMap((edge): FlowEdge[] => {
    const to = parseEnd(edge.to);
    const entries = taken.get(to.node)?.get(to.port);
    return taken.has(to.node) ? (entries ?? []).map((entry) => ({ ...edge, to: entry })) : [edge];
  });
  const changed = more.size > 0;
  return { document: changed ? { ...document, nodes, edges: [...edges, ...added] } : document, values: scopes, diagnostics, catalog: changed ? new Map([...place.catalog, ...more]) : place.catalog, faces, arrivals, rounds, waiting, cuts };
}

type Part =
  | { readonly ok: true; readonly nodes: Readonly<Record<string, FlowNode>>; readonly edges: readonly FlowEdge[]; readonly inputs: ReadonlyMap<string, string>; readonly values: ReadonlyMap<string, ParameterValues>; readonly diagnostics: readonly Diagnostic[]; readonly catalog: Catalog; readonly arrivals: Arrivals; readonly rounds: ReadonlyMap<string, Rounds>; readonly waiting: WaitingRounds; readonly cuts: ReadonlyMap<string, RoundsCut>; readonly face: ComponentFace }
  | { readonly ok: false; readonly problem: Diagnostic; readonly face?: ComponentFace };

/** The nodes of one use of a component, under the names they have in the whole flow. */
async function expandCall(id: string, call: ComponentCall, outer: FlowDocument, place: Place): Promise<Part> {
  const fail = (code: Parameters<typeof problem>[0], message: string, param = 'path', face?: ComponentFace): Part => ({ ok: false, problem: problem(code, message, { node: id, param }), ...(face ? { face } : {}) });
  const read = await readComponent(id, call.path, place);
  if (!read.ok) return read;
  const { file, document, face } = read.value;
  if (call.suffix !== '' && face.outputs.some((port) => port.name === 'errors')) return fail('component-invalid', `The component ${call.path} of node "${id}" has an output "errors", which is where rounds that fail go. Give it another name.`, 'path', face);
  const resolved = resolveParameters(document, call.suffix === '' ? call.values : Object.fromEntries(Object.entries(call.values).map(([name, value]) => [parameterOf(name, document.parameters)?.name ?? name, value])));
  if (resolved.diagnostics.length > 0) return fail(resolved.diagnostics[0]!.code, `Node "${id}": ${resolved.diagnostics[0]!.message}`, call.settingOf(resolved.troubled[0]!), face);
  const moved = movedFiles(document, call.path, place.catalog, resolved.values);
  const inner = await expandComponents(moved, resolved.values, { ...place, around: [...place.around, file], failed: roundsInside(place.failed, `${id}${call.suffix}/`), given: givenInside(place.given, `${id}${call.suffix}/`) });
  const named = (name: string): string => `${id}${call.suffix}/${name}`;
  const nodes: Record<string, FlowNode> = {};
  const values = new Map<string, ParameterValues>();
  const inputs = new Map<string, string>();
  const edges: FlowEdge[] = inner.document.edges.map((edge) => ({ ...edge, from: named(edge.from), to: named(edge.to) }));
  const outputs = new Map<string, string>();
  const fed = fedInput(place.catalog.get('component-input')!);
  for (const [name, node] of Object.entries(inner.document.nodes)) {
    // The ports of components in this one have been put in already.
    const port = Object.hasOwn(document.nodes, name) ? portOf(node) : null;
    const isInput = port !== null && node.type === 'component-input';
    const known = isInput ? inputs : outputs;
    if (port !== null && !portName.test(port)) return fail('component-invalid', `In the component ${call.path} of node "${id}", "${name}" is for "${port}", which cannot be the name of a port. Write small letters, digits, _ and -, a letter first.`, 'path', face);
    if (port !== null && known.has(port)) return fail('component-invalid', `The component ${call.path} of node "${id}" has two nodes for "${port}", "${name}" among them. Give each a port of its own.`, 'path', face);
    if (port !== null) known.set(port, formatEnd({ node: named(name), port: isInput ? 'in' : 'out' }));
    nodes[named(name)] = isInput ? { ...node, type: fed.type } : node;
    values.set(named(name), inner.values.get(name) ?? resolved.values);
  }
  const arrivals = new Map([...inner.arrivals].map(([name, ports]) => [named(name), Object.fromEntries(Object.entries(ports).map(([port, ends]) => [port, ends.map((end) => ({ ...end, node: named(end.node) }))]))]));
  const unknown = unusedPort(id, call.fed, outer, inputs, outputs, (place.catalog.get(outer.nodes[id]!.type)?.outputs ?? []).map((port) => port.name));
  if (unknown !== null) return fail(unknown.code, unknown.message, 'path', face);
  for (const [port, from] of outputs) edges.push({ from, to: formatEnd({ node: id, port }) });
  return { ok: true, nodes, edges, inputs, values, diagnostics: inner.diagnostics.map((d) => ({ ...d, at: { node: id } })), catalog: new Map([...inner.catalog, [fed.type, fed.definition]]), arrivals, rounds: renamed(inner.rounds, named), waiting: renamed(inner.waiting, named), cuts: renamed(inner.cuts, named), face };
}

const renamed = <V>(known: ReadonlyMap<string, V>, named: (name: string) => string): ReadonlyMap<string, V> => new Map([...known].map(([name, one]) => [named(name), one]));

interface Read {
  readonly file: string;
  readonly document: FlowDocument;
  readonly face: ComponentFace;
}

async function readComponent(id: string, path: string, place: Place): Promise<Answer<Read>> {
  const fail = (message: string): Answer<Read> => ({ ok: false, problem: problem('component-invalid', message, { node: id, param: 'path' }) });
  const read = await place.binder.discover({ kind: 'flow', path }, place.base);
  if (!read.ok) return { ok: false, problem: { ...read.problem, at: { node: id, ...read.problem.at } } };
  if (read.value.kind !== 'flow') throw new Error('The need of a flow was answered with another fact.');
  const { file, text } = read.value;
  if (place.around.includes(file)) return fail(`The component ${path} of node "${id}" uses itself (${[...place.around.slice(place.around.indexOf(file)), file].map(lastPart).join(' → ')}), which would have no end. Take it out of one of these flows.`);
  const { document, diagnostics: unreadable } = readDocument(text, path);
  if (!document) return fail(`The component ${path} of node "${id}" cannot be used: ${unreadable[0]?.message ?? 'it is no flow'}`);
  return { ok: true, value: { file, document, face: componentFace(document, path) } };
}

interface Arrived {
  readonly diagnostics: readonly Diagnostic[];
  readonly face?: ComponentFace;
  /** The rows that are the rounds; null while they are not known. */
  readonly table: InlineTable | null;
  readonly cut?: RoundsCut;
  /** What is still to be asked for. */
  readonly wanted: WantedRounds | null;
}

/** What an edge to the input for rounds brings; none where the component has an input of that name, which is then its own. */
async function arrivingRounds(id: string, params: ParamRecord, values: ParameterValues, place: Place): Promise<Arrived | 'none'> {
  if (params['table'] === undefined) return 'none';
  const { text: path, unknown } = substituteInText(String(params['path']), values);
  if (unknown.length > 0) return 'none';
  const read = await readComponent(id, path, place);
  if (!read.ok) return { diagnostics: [read.problem], table: null, wanted: null };
  const { face } = read.value;
  if (face.inputs.some((port) => port.name === roundsPort)) return 'none';
  const own = (params['table'] as InlineTable).rows.length;
  const unused = own === 0 ? [] : [warning('param-invalid', `The table of node "${id}" is not used, as rows arrive at Parameters. Take its rows out, or the edge away.`, { node: id, param: 'table' })];
  const given = place.given.get(id);
  if (!given) return { diagnostics: unused, face, table: null, wanted: { path, parameters: face.parameters, most: Number(params['most']) } };
  if (!given.ok) return { diagnostics: [...unused, given.problem], face, table: null, wanted: null };
  const { columns, rows } = given.value;
  const cut = place.atMost !== null && rows.length > place.atMost ? { shown: place.atMost, of: rows.length } : null;
  return { diagnostics: unused, face, table: cut ? { columns, rows: rows.slice(0, cut.shown) } : given.value, wanted: null, ...(cut ? { cut } : {}) };
}

/** Why a round cannot be used, where that is a matter of this round and not of the component. */
function ownFailure(part: Part): readonly RoundFailure[] {
  if (part.ok) return part.diagnostics.filter((d) => d.severity === 'error').slice(0, 1);
  return part.problem.code === 'parameter-invalid' ? [{ code: part.problem.code, message: part.problem.message.replace(/^Node "[^"]*": /, '') }] : [];
}

function endsInto(id: string, document: FlowDocument): Readonly<Record<string, readonly End[]>> {
  const ports: Record<string, End[]> = {};
  for (const edge of document.edges) {
    const to = parseEnd(edge.to);
    if (to.node === id) (ports[to.port] ??= []).push(parseEnd(edge.from));
  }
  return ports;
}

/** An edge of the component to a port that its flow does not have, or a port of its flow without an edge. */
function unusedPort(id: string, fed: boolean, outer: FlowDocument, inputs: ReadonlyMap<string, string>, outputs: ReadonlyMap<string, string>, own: readonly string[]): { readonly code: 'edge-unknown-end' | 'input-missing'; readonly message: string } | null {
  const given = outer.edges.map((e) => parseEnd(e.to)).filter((end) => end.node === id && !(fed && end.port === roundsPort)).map((end) => end.port);
  const read = outer.edges.map((e) => parseEnd(e.from)).filter((end) => end.node === id).map((end) => end.port);
  const has = (ports: ReadonlyMap<string, string>, kind: string): string => (ports.size === 0 ? `It has no ${kind}.` : `Its ${kind}s are ${[...ports.keys()].toSorted().join(', ')}.`);
  for (const port of given) if (!inputs.has(port)) return { code: 'edge-unknown-end', message: `The component of node "${id}" has no input ${port}${nearWords(port, inputs)}. ${has(inputs, 'input')} Draw the edge to one of them, or put a Component input into its flow.` };
  for (const port of read) if (!outputs.has(port) && !own.includes(port)) return { code: 'edge-unknown-end', message: `The component of node "${id}" has no output ${port}${nearWords(port, outputs)}. ${has(outputs, 'output')} Draw the edge from one of them, or put a Component output into its flow.` };
  const lacking = [...inputs.keys()].find((port) => !given.includes(port));
  return lacking === undefined ? null : { code: 'input-missing', message: `Input ${lacking} of node "${id}" is not connected, and its component reads it. Draw an edge to it.` };
}

function nearWords(port: string, known: ReadonlyMap<string, string>): string {
  const near = nearestName(port, [...known.keys()]);
  return near ? ` (did you mean ${near}?)` : '';
}

const lastPart = (file: string): string => file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);

/** Trouble of a node inside a component, told at the component that stands in the flow; the message names the inner node. */
export function atComponent(diagnostic: Diagnostic): Diagnostic {
  const { node } = diagnostic.at;
  if (node === undefined || !node.includes('/')) return diagnostic;
  const { replacement: _inner, ...rest } = diagnostic;
  const named = diagnostic.message.includes(`"${node}"`) ? '' : `Node "${node}": `;
  return { ...rest, message: named + diagnostic.message, at: { node: node.slice(0, node.search(/[/#]/)) } };
}
