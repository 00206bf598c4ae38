import { problem, type Diagnostic } from '../core/diagnostic.ts';
import type { Column } from '../core/schema.ts';
import type { InlineTable } from '../definition/index.ts';
import type { FlowDocument, FlowParameter } from '../document/document.ts';
import { formatEnd } from '../document/document.ts';
import { cast, column } from '../expression/expression.ts';
import { input } from '../relation/relation.ts';
import type { Answer, Seek } from './binder.ts';
import type { CheckedFlow, CheckedNode } from './checked-flow.ts';
import type { GivenRounds, WaitingRounds, WantedRounds } from './rounds.ts';

/** The input whose rows are the rounds of an Iterate component, as edges name it. */
export const roundsPort = 'parameters';

/** Whether an edge leads to the input for rounds. */
export const takesRounds = (id: string, document: FlowDocument): boolean => document.edges.some((edge) => edge.to === formatEnd({ node: id, port: roundsPort }));

/** Those that are about nodes inside a round or component, under the names they have there. */
export function givenInside(given: GivenRounds, prefix: string): GivenRounds {
  return new Map([...given].flatMap(([node, answer]) => (node.startsWith(prefix) ? [[node.slice(prefix.length), answer] as const] : [])));
}

/** The parameter that a column stands for: the one of its name, else the only one whose name differs in case alone. */
export function parameterOf(name: string, parameters: readonly FlowParameter[]): FlowParameter | undefined {
  const alike = parameters.filter((p) => p.name.toLowerCase() === name.toLowerCase());
  return parameters.find((p) => p.name === name) ?? (alike.length === 1 ? alike[0] : undefined);
}

/** Asks for the rows of nodes that want them, as far as what feeds these is known. None is asked for twice. */
export async function seekRounds(flow: CheckedFlow, waiting: WaitingRounds, seek: Seek): Promise<GivenRounds> {
  const found = new Map<string, Answer<InlineTable>>();
  for (const [id, one] of waiting) {
    if (!one) continue;
    const node = flow.nodes.find((n) => n.id === id);
    const [end] = node?.sources[roundsPort] ?? [];
    const schema = end && flow.nodes.find((n) => n.id === end.node)?.outputs[end.port];
    if (!node || !schema) continue;
    const misfit = schema.map((c) => misfitOf(id, c, one)).find((d) => d !== null);
    found.set(id, misfit ? { ok: false, problem: misfit } : await rowsOf(flow, node, schema, one, seek));
  }
  return found;
}

async function rowsOf(flow: CheckedFlow, node: CheckedNode, schema: readonly Column[], { parameters, most }: WantedRounds, seek: Seek): Promise<Answer<InlineTable>> {
  const { id } = node;
  // Only what feeds the rounds is asked, not what else arrives.
  const asking: CheckedNode = { ...node, sources: { [roundsPort]: node.sources[roundsPort]! }, built: { outputs: {} } };
  const relation = { op: 'project' as const, from: input(roundsPort), columns: schema.map(({ name }) => ({ name, value: cast(column(name), 'VARCHAR') })) };
  const answer = await seek({ flow: { ...flow, nodes: flow.nodes.map((n) => (n.id === id ? asking : n)), diagnostics: [] }, node: id, relation, most, about: 'rounds' });
  if (!answer.ok) return { ok: false, problem: { ...answer.problem, at: { node: id, ...answer.problem.at } } };
  if (answer.value.kind !== 'values') throw new Error('The search for rows was answered with another fact.');
  const { rows, more } = answer.value;
  if (more) return { ok: false, problem: problem('param-invalid', `More than ${most} rows arrive at Parameters of node "${id}", and its limit is ${most} rounds. Let fewer rows arrive, or raise the limit.`, { node: id, param: 'most' }) };
  if (rows.length === 0) return { ok: false, problem: problem('param-missing', `No row arrives at Parameters of node "${id}", so its component would never be used and its columns are not known. Let a row arrive.`, { node: id, port: roundsPort }) };
  return { ok: true, value: { columns: schema, rows: rows.map((row) => row.map((cell, i) => spelled(cell, schema[i]!, parameterOf(schema[i]!.name, parameters)))) } };
}

const families = [
  ['whole', /^U?(TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$/],
  ['fraction', /^(DOUBLE|FLOAT|DECIMAL\(.*\))$/],
  ['text', /^(VARCHAR|ENUM\(.*\)|UUID)$/],
  ['boolean', /^BOOLEAN$/],
  ['date', /^DATE$/],
  ['timestamp', /^TIMESTAMP(_S|_MS|_NS)?$/],
  ['other', /^(TIME|TIME WITH TIME ZONE|TIMESTAMP WITH TIME ZONE|INTERVAL)$/],
] as const;

type Family = (typeof families)[number][0];

/** Types whose values may be ones of the parameter; whether each is, is seen in the rows. */
const fitting: Readonly<Record<FlowParameter['type'], readonly Family[]>> = {
  text: ['whole', 'fraction', 'text', 'boolean', 'date', 'timestamp', 'other'],
  integer: ['whole', 'fraction', 'text'],
  number: ['whole', 'fraction', 'text'],
  boolean: ['boolean', 'text'],
  date: ['date', 'text'],
  timestamp: ['timestamp', 'date', 'text'],
};

const familyOf = (type: string): Family | null => families.find(([, shape]) => shape.test(type))?.[0] ?? null;

/** Why no value of a column can be one of its parameter. A column without a parameter is told of where the component is used. */
function misfitOf(id: string, { name, type }: Column, { path, parameters }: WantedRounds): Diagnostic | null {
  const parameter = parameterOf(name, parameters);
  const family = familyOf(type);
  if (!parameter || (family !== null && fitting[parameter.type].includes(family))) return null;
  return problem('parameter-invalid', `The column "${name}" at Parameters of node "${id}" is ${type}, and the parameter "${parameter.name}" of ${path} is of the type ${parameter.type}. Convert the column before.`, { node: id, port: roundsPort });
}

/** A value as the parameter spells it: whole numbers without a fraction of zeros, a day as its first moment. */
function spelled(cell: string | null, { type }: Column, parameter: FlowParameter | undefined): string | null {
  if (cell === null) return null;
  const family = familyOf(type);
  if (parameter?.type === 'integer' && family === 'fraction') return cell.replace(/\.0+$/, '');
  if (parameter?.type === 'timestamp' && family === 'date') return `${cell} 00:00:00`;
  return cell;
}
