import type { Imported, ToolAccount } from '../../engine/api/contract.ts';
import { formatEnd, type FlowDocument } from '../../engine/document/document.ts';
import * as edits from './document-edits.ts';
import { beginUnsaved, leaveFlow } from './file-actions.ts';
import { commit, newNode } from './edit-actions.ts';
import { nodeDefinition } from './node-definition.ts';
import { freePlace, nodeHeight, nodePlaces, placeBehind } from './node-places.ts';
import { freshNoteId, withNote } from './note-edits.ts';
import { bridge, failureText, notify } from './session.ts';
import { change, nothingSelected, selectedNode, workbench } from './workbench.ts';
import { t } from '../words/words.ts';

/** What names of files end with that can be imported, without the dot. */
export const importEndings: readonly string[] = ['yxmd', 'yxmc', 'yxwz', 'tfl', 'tflx', 'json', 'yaml', 'yml'];

interface Given {
  /** Name or path of the file; relative ones start from `folder`. */
  readonly path: string;
  readonly folder: string;
  readonly bytes?: Uint8Array;
  readonly at?: edits.Position;
}

/** Imports a file of another tool: a workflow as a new flow, once the person has said what becomes of the open one, rules as a Check node of it. */
export function importFile(given: Given): void {
  if (isWorkflow(given.path)) leaveFlow(() => void take(given));
  else void take(given);
}

export const isWorkflow = (path: string): boolean => /\.(yxmd|yxmc|yxwz|tflx?)$/i.test(path);

async function take(given: Given, table?: string): Promise<void> {
  try {
    const found = await bridge().engine.importFile({ base: given.folder, path: given.path, ...(given.bytes ? { bytes: given.bytes } : {}), ...(table === undefined ? {} : { table }) });
    const file = given.path.split(/[\\/]/).at(-1)!;
    if (found.kind === 'tables') change({ dialog: 'import-table', importTables: { tables: found.tables, answer: (chosen) => void take(given, chosen) } });
    else if (found.kind === 'rules') takeRules(file, found, given.at ?? null);
    else takeFlow(file, given.folder, found);
  } catch (error) {
    notify(failureText(error), 'danger');
  }
}

function takeFlow(file: string, folder: string, found: Extract<Imported, { kind: 'flow' }>): void {
  beginUnsaved(withReport(found.document, flowReport(file, found)), folder);
  change({ dialog: 'import-report', imported: { file, found } });
}

/** The rules go into the Check node that is selected, else into a new one behind the selected node, else beside all. */
function takeRules(file: string, found: Extract<Imported, { kind: 'rules' }>, at: edits.Position | null): void {
  const { document, selection } = workbench();
  const selected = at === null ? selectedNode(workbench()) : null;
  const note = [t('Rules of {file}.', { file }), ...(found.notMapped.length === 0 ? [] : ['', t('Not imported:'), ...found.notMapped.map((what) => `- ${what}`)])].join('\n');
  const own = selected === null ? undefined : document.nodes[selected];
  if (selected !== null && own?.type === 'check-rows') {
    const before = Array.isArray(own.params['rules']) ? (own.params['rules'] as readonly unknown[]) : [];
    const next = edits.withNodeChange(edits.withParam(document, selected, 'rules', [...before, ...found.rules]), selected, { note: own.note === undefined ? note : `${own.note}\n\n${note}` });
    commit(t('Import rules of {file}', { file }), next, null, selection);
  } else {
    const id = edits.freshNodeId(document, 'check-rows');
    const fresh = newNode('check-rows');
    const port = selected === null ? undefined : nodeDefinition(workbench(), selected)?.outputs[0]?.name;
    const from = selected !== null && port !== undefined ? { node: selected, port } : null;
    const place = from === null ? freePlace(document, at ?? { x: 0, y: 0 }) : placeBehind(document, from.node);
    const added = edits.withNode(document, id, { ...fresh, title: found.name || file, note, params: { ...fresh.params, rules: found.rules } }, place);
    commit(t('Import rules of {file}', { file }), from === null ? added : edits.withEdge(added, { from: formatEnd(from), to: `${id}.in` }), null, { ...nothingSelected, nodes: [id] });
  }
  change({ dialog: 'import-report', imported: { file, found } });
}

/** Outcomes that ask for a look, the worst first. */
export const toldOutcomes: readonly ToolAccount['outcome'][] = ['left out', 'in part', 'changed'];

/** The report as a note in Markdown. */
function flowReport(file: string, { tools, stayed, noun }: Extract<Imported, { kind: 'flow' }>): string {
  const titles = { 'left out': t('Not imported; a note stands in its place'), 'in part': t('Imported in part; a note stands where something is missing'), changed: t('Imported, with a difference'), imported: '' } as const;
  const line = (tool: ToolAccount) => `- **${tool.name || tool.kind}**: ${tool.remarks.join('; ')}`;
  const blocks = toldOutcomes.flatMap((outcome) => {
    const of = tools.filter((tool) => tool.outcome === outcome);
    return of.length === 0 ? [] : ['', `${titles[outcome]}:`, ...of.map(line)];
  });
  const kept = tools.filter((tool) => tool.outcome !== 'left out').length;
  const said = noun === 'step' ? t('{kept} of {count|step|steps} imported.', { kept, count: tools.length }) : t('{kept} of {count|tool|tools} imported.', { kept, count: tools.length });
  return [`## ${t('Imported from {file}', { file })}`, said, ...blocks, ...(stayed.length === 0 ? [] : ['', t('There are files of these names already, which stayed as they are: {files}.', { files: stayed.join(', ') })])].join('\n');
}

const reportWidth = 420;

/** The flow with its report as a note above everything else. */
function withReport(document: FlowDocument, text: string): FlowDocument {
  const places = [...Object.values(nodePlaces(document)), ...Object.values(document.notes ?? {})];
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 58)), 0);
  const height = Math.max(nodeHeight(0), Math.min(600, 40 + lines * 20));
  const left = places.length === 0 ? 0 : Math.min(...places.map((p) => p.x));
  const top = places.length === 0 ? 0 : Math.min(...places.map((p) => p.y));
  return withNote(document, freshNoteId(document, 'import-report'), { text, x: left, y: top - height - 40, width: reportWidth, height });
}

/** Whether a JSON or YAML file that was dropped is a suite or a contract rather than data. */
export function holdsRules(name: string, text: string): boolean {
  if (/\.ya?ml$/i.test(name)) return true;
  try {
    const json = JSON.parse(text) as { readonly expectations?: unknown; readonly kind?: unknown } | null;
    return typeof json === 'object' && json !== null && (Array.isArray(json.expectations) || json.kind === 'DataContract');
  } catch {
    // Data may be written in many ways that are no JSON as a whole; whoever reads it says what is wrong with it.
    return false;
  }
}
