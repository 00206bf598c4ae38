import type { Catalog } from '../../definition/index.ts';
import { assembleFlow, type Arrival, type ImportedWorkflow } from '../assemble-flow.ts';
import { NotMapped, type Columns, type Part } from '../parts.ts';
import { cleanse, formula, multiFieldFormula, multiRowFormula, regEx, textToColumns } from './map-columns.ts';
import { browse, fileInput, fileOutput, textInput } from './map-files.ts';
import { filter, recordId, runningTotal, sample, select, sort, summarize, unique } from './map-rows.ts';
import { appendFields, crossTab, join, transpose, union } from './map-tables.ts';
import type { Mapper, Mapping } from './mapping.ts';
import { child, readWorkflow, textOf } from './read-workflow.ts';

const mappers: Readonly<Record<string, Mapper>> = {
  DbFileInput: fileInput,
  TextInput: textInput,
  DbFileOutput: fileOutput,
  BrowseV2: browse,
  Browse: browse,
  Filter: filter,
  Sort: sort,
  Unique: unique,
  RecordID: recordId,
  RunningTotal: runningTotal,
  Sample: sample,
  Summarize: summarize,
  AlteryxSelect: select,
  Formula: formula,
  MultiFieldFormula: multiFieldFormula,
  MultiRowFormula: multiRowFormula,
  RegEx: regEx,
  TextToColumns: textToColumns,
  'Cleanse.yxmc': cleanse,
  Join: join,
  Union: union,
  AppendFields: appendFields,
  Transpose: transpose,
  CrossTab: crossTab,
};

/** A workflow of Alteryx Designer (the XML of a .yxmd file) as a flow: what maps is nodes, what does not is a note on the canvas where it stood and a line in the account. Throws an Error for text that is no workflow. */
export function importWorkflow(xml: string, name: string, catalog: Catalog): ImportedWorkflow {
  const workflow = readWorkflow(xml);
  const tools = workflow.tools.map((tool) => ({ ...tool, x: tool.x * 2.4, y: tool.y * 1.6 }));
  return assembleFlow(name, catalog, tools, workflow.wires, {
    prefix: 'tool',
    noun: 'A tool',
    noteOf: (tool) => (tool.kind === 'TextBox' ? textOf(child(tool.config, 'Text')).trim() : null),
    partOf: (tool, arrivals, offers) => {
      const mapper = mappers[tool.kind];
      if (!mapper) throw new NotMapped(`the tool ${tool.kind || 'without a name'} has no counterpart`);
      return partOf(mapper(tool, { input: (port) => columnsAt(port, arrivals), offers }));
    },
  });
}

/** Columns that reach an input, where they come by one wire. */
function columnsAt(port: string, arrivals: readonly Arrival[]): Columns {
  const found = arrivals.filter((a) => a.wire.to.port === port);
  const used = found.length > 0 ? found : ['Left', 'Right', 'Targets', 'Source'].includes(port) ? [] : arrivals;
  return used.length === 1 ? used[0]!.columns : null;
}

/** Nodes one after the other. */
function partOf({ steps, inputs, outputs, remarks }: Mapping): Part {
  return {
    nodes: steps.map(({ type, params }) => ({ type, params })),
    links: steps.slice(1).map((_, i) => ({ from: { node: i, port: steps[i]!.out ?? 'out' }, to: { node: i + 1, port: 'in' } })),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, port]) => [name, { node: 0, port }])),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { step, port, columns }]) => [name, { node: step, port, columns }])),
    remarks,
  };
}
