import type { AnyNodeDefinition, InlineTable, InputPort, OutputPort } from '../definition/index.ts';
import type { FlowDocument } from '../document/document.ts';
import { parseEnd } from '../document/document.ts';
import { literal } from '../expression/expression.ts';
import type { Relation } from '../relation/relation.ts';
import { input } from '../relation/relation.ts';
import type { ComponentFace, FacePort } from './component-face.ts';
import type { Rounds } from './rounds.ts';

/** A definition for the nodes of one document whose type is `type`; it is no part of the catalogue. */
export interface OwnDefinition {
  readonly type: string;
  readonly definition: AnyNodeDefinition;
}

const asInput = ({ name, title }: FacePort): InputPort => ({ name, title, required: false });
const asOutput = ({ name, title }: FacePort): OutputPort => ({ name, title, kind: 'rows' });

/** The input at which a node that is put in holds on to what its rounds came from; no output of a flow can be called so. */
export const roundsEnd = '#parameters';

/** What stands in the place of a component once its flow is put in: it passes on what the outputs of that flow give, those of several uses under each other. */
export function passingDefinition(definition: AnyNodeDefinition, face: ComponentFace, rounds: Pick<Rounds, 'kept' | 'failed'>, fed = false): OwnDefinition {
  const inputs = face.outputs.map((port) => ({ ...asInput(port), ...(definition.params['table'] ? { many: true } : {}) }));
  const table: readonly InputPort[] = fed ? [{ name: roundsEnd, title: 'Parameters', required: false }] : [];
  const passed = (port: string, table: unknown): Relation => (table === undefined ? input(port) : united(port, table as InlineTable, rounds.kept));
  const build: AnyNodeDefinition['build'] = ({ inputs: arriving, params }) => {
    const outputs = face.outputs.flatMap(({ name }) => ((arriving[name] ?? []).length > 0 ? [[name, passed(name, params['table'])] as const] : []));
    return { outputs: { ...Object.fromEntries(outputs), ...(params['table'] === undefined ? {} : { errors: failures(params['table'] as InlineTable, rounds.failed) }) } };
  };
  return own('!', { ...bare(definition), inputs: [...inputs, ...table], outputs: [...face.outputs.map(asOutput), ...definition.outputs], build }, [rounds.kept, [...rounds.failed]]);
}

/** A component whose flow is not put in: it has the ports that edges name, so that these are not complained of as well. */
export function brokenDefinition(definition: AnyNodeDefinition, id: string, document: FlowDocument): OwnDefinition {
  const { inputs, outputs } = portsOfEdges(id, document);
  // What arrives first is what a disabled one passes on, and that is not what its rounds are made of.
  const last = new Set(definition.inputs.map((port) => port.name));
  return own('?', { ...bare(definition), inputs: [...inputs.filter((p) => !last.has(p.name)), ...inputs.filter((p) => last.has(p.name))], outputs });
}

/** The ports of a node that the edges of its document name, in their order. */
export function portsOfEdges(id: string, document: FlowDocument): { readonly inputs: readonly InputPort[]; readonly outputs: readonly OutputPort[] } {
  const named = (side: 'from' | 'to'): readonly FacePort[] => {
    const names = document.edges.map((edge) => parseEnd(edge[side])).filter((end) => end.node === id);
    return [...new Set(names.map((end) => end.port))].map((name) => ({ name, title: name, help: '' }));
  };
  return { inputs: named('to').map(asInput), outputs: named('from').map(asOutput) };
}

/** What stands in the place of a Component input that is fed. */
export function fedInput(definition: AnyNodeDefinition): OwnDefinition {
  return { type: 'component-input!', definition: { ...bare(definition), inputs: [{ name: 'in', title: 'Rows', required: false }], build: ({ inputs }) => ({ outputs: (inputs['in'] ?? []).length > 0 ? { out: input('in') } : {} }) } };
}

/** The type tells apart what differs: what is known of a node is remembered by its type, too. */
const own = (sign: string, definition: AnyNodeDefinition, more: unknown = null): OwnDefinition => ({ type: `${definition.type}${sign}${JSON.stringify([definition.inputs, definition.outputs, more])}`, definition });

/** Without what looks outside: that has been done. */
function bare(definition: AnyNodeDefinition): AnyNodeDefinition {
  const { need: _need, ...rest } = definition;
  return rest;
}

/** The rows of each use, with the values it was given as columns behind them. */
const united = (port: string, { columns, rows }: InlineTable, kept: readonly number[]): Relation => ({
  op: 'union',
  items: kept.map((round) => rows[round - 1]!).map((row, i): Relation => ({ op: 'extend', from: input(port, i), columns: columns.map((c, at) => ({ name: c.name, value: literal(row[at] === null || row[at] === undefined ? null : String(row[at]), c.type) })) })),
});

/** The rounds that failed with the values they were given, as text: what is wrong may be that they are none of their type. */
const failures = ({ columns, rows }: InlineTable, failed: Rounds['failed']): Relation => ({
  op: 'values',
  schema: [...columns.map(({ name }) => ({ name, type: 'VARCHAR' })), { name: '_round', type: 'BIGINT' }, { name: '_error_code', type: 'VARCHAR' }, { name: '_error_message', type: 'VARCHAR' }],
  rows: [...failed].toSorted(([a], [b]) => a - b).map(([round, { code, message }]) => [...columns.map((_c, at) => rows[round - 1]?.[at] ?? null).map((cell) => (cell === null ? null : String(cell))), round, code, message]),
});
