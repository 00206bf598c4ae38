import { compareTables } from '../cases/compare-tables.ts';
import type { CaseTable } from '../cases/case-table.ts';
import type { CaseResult, FlowCase } from '../cases/flow-case.ts';
import { portOrder } from '../cases/port-order.ts';
import { replacePorts } from '../cases/replace-ports.ts';
import type { CheckedFlow } from '../check/checked-flow.ts';
import { DiagnosticError, hasErrors, problem } from '../core/diagnostic.ts';
import { emptyDocument, parseEnd, type FlowDocument } from '../document/document.ts';
import { asText } from '../lineage/trace-relations.ts';
import { TableIndex } from '../plan/table-key.ts';
import type { FlowRef } from './contract.ts';
import type { AskRows, ExactRows } from './exact-rows.ts';
import { untilFound } from './seek-values.ts';
import type { Session } from './session.ts';

/** Most rows of a port that a case holds: they are written into its files and compared in memory. */
export const mostCaseRows = 10_000;

/** Tries the cases of flows, and records new ones; reads what a case does not replace, and writes nothing. */
export class CaseRunner {
  private readonly session: Session;
  private readonly rows: ExactRows;

  constructor(session: Session, rows: ExactRows) {
    this.session = session;
    this.rows = rows;
  }

  /** Compares what the flow gives with what the case expects; `actual` is what it gave, by port. */
  async run(flow: FlowRef, flowCase: FlowCase): Promise<CaseResult & { readonly actual: ReadonlyMap<string, CaseTable> }> {
    const actual = new Map<string, CaseTable>();
    try {
      const checked = await this.checked(flow, flowCase, [...flowCase.expected.keys()]);
      const index = new TableIndex(checked.nodes.filter((n) => n.built !== null));
      const differences = await this.rows.during(checked, flow.network === true, async (ask) => {
        const found = [];
        for (const [port, expected] of flowCase.expected) {
          const table = await portTable(checked, port, ask);
          actual.set(port, table);
          const names = table.columns.map((c) => c.name);
          const difference = compareTables(port, await this.spelled(expected, port, ask), table, flowCase.keys[port] ?? null, portOrder(index, port, names));
          if (difference) found.push(difference);
        }
        return found;
      });
      return { name: flowCase.name, passed: differences.length === 0, differences, diagnostics: [], actual };
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      return { name: flowCase.name, passed: false, differences: [], diagnostics: error.all, actual };
    }
  }

  /** A case with the rows that the ports hold now; the inputs are those of the sources of `at` unless they are named. */
  async record(flow: FlowRef, name: string, at: readonly string[], inputs: readonly string[]): Promise<FlowCase> {
    const parameters = flow.parameters ?? {};
    const whole = await this.checked(flow, { name, inputs: new Map(), expected: new Map(), parameters, keys: {} }, at);
    const given = inputs.length > 0 ? inputs : sourcePorts(whole);
    return this.rows.during(whole, flow.network === true, async (ask) => {
      const tables = async (ports: readonly string[]): Promise<Map<string, CaseTable>> => {
        const found = new Map<string, CaseTable>();
        for (const port of ports) found.set(port, await portTable(whole, port, ask));
        return found;
      };
      return { name, inputs: await tables(given), expected: await tables(at), parameters, keys: {} };
    });
  }

  private async checked(flow: FlowRef, flowCase: FlowCase, asked: readonly string[]): Promise<CheckedFlow> {
    for (const port of [...flowCase.inputs.keys(), ...asked]) {
      const { node } = parseEnd(port);
      if (!Object.hasOwn(flow.document.nodes, node)) throw new DiagnosticError(problem('test-case', `The case "${flowCase.name}" names the port "${port}", and the flow has no node "${node}". Record the case again, or rename its file.`));
    }
    for (const port of asked) if (flowCase.inputs.has(port)) throw new DiagnosticError(problem('test-case', `The case "${flowCase.name}" both gives and expects the rows of "${port}". Remove one of the two files.`));
    const document = replacePorts(flow.document, flowCase.inputs, asked);
    const checked = await this.session.check({ ...flow, document, parameters: { ...flow.parameters, ...flowCase.parameters } }, undefined, untilFound);
    if (hasErrors(checked.diagnostics)) {
      const [first, ...more] = checked.diagnostics.filter((d) => d.severity === 'error');
      throw new DiagnosticError(first!, more);
    }
    return checked;
  }

  /** The expected cells the way the database spells them, so that 1.5 and 1.50 are one DECIMAL. */
  private async spelled(table: CaseTable, port: string, ask: AskRows): Promise<CaseTable> {
    const document: FlowDocument = { ...emptyDocument('expected'), nodes: { expected: { type: 'inline-table', version: 1, params: { table } } } };
    const flow = await this.session.check({ document, base: '/' });
    const trouble = flow.diagnostics.find((d) => d.severity === 'error');
    if (trouble) throw new DiagnosticError(problem('test-case', `The table expected at "${port}" is none: ${trouble.message}`));
    return portTable(flow, 'expected.out', ask);
  }
}

async function portTable(flow: CheckedFlow, end: string, ask: AskRows): Promise<CaseTable> {
  const { node, port } = parseEnd(end);
  const found = flow.nodes.find((n) => n.id === node);
  const relation = found?.built?.outputs[port];
  const columns = found?.outputs[port];
  if (!relation || !columns) throw new DiagnosticError(problem('edge-unknown-end', `Node "${node}" has no output "${port}". Its outputs are ${Object.keys(found?.outputs ?? {}).join(', ')}.`, { node }));
  const rows = await ask(flow, node, asText(relation, columns.map((c) => c.name)), mostCaseRows + 1);
  if (rows.length > mostCaseRows) throw new DiagnosticError(problem('test-case', `"${end}" has more than ${mostCaseRows.toLocaleString('en-US')} rows, which is too much for a case. Take a smaller source, or name an input further on with --input.`, { node, port }));
  return { columns, rows };
}

/** Ports of the nodes that read nothing from other nodes, as far as something reads them. */
const sourcePorts = (flow: CheckedFlow): readonly string[] =>
  flow.nodes
    .filter((n) => n.definition?.inputs.length === 0)
    .flatMap((n) => Object.keys(n.outputs).map((port) => `${n.id}.${port}`))
    .filter((port) => flow.document.edges.some((edge) => edge.from === port));
