import { gunzipSync } from 'node:zlib';
import type { AnyNodeDefinition, Example, TableLiteral } from '../engine/definition/index.ts';
import type { ParamSpec, ParamSpecs } from '../engine/definition/index.ts';

const code = (text: string): string => (text === '' ? '' : text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);
const cellText = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\r?\n/g, ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cellText).join(' | ')} |`;
const grid = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** The manual page of one node type, as Markdown; `notes` is what its author wrote by hand. */
export function manualPage(definition: AnyNodeDefinition, notes: string): string {
  const parts = [
    `# ${definition.title}`,
    `${definition.summary}`,
    ...(definition.keywords ? [`Found also as: ${definition.keywords.join(', ')}.`] : []),
    `Type ${code(definition.type)}, version ${definition.version}, category ${definition.category}.${definition.streaming === true ? ' A flow with this node runs as a stream.' : ''}`,
    '## Ports',
    ports(definition),
    '## Settings',
    settings(definition.params),
  ];
  if (notes !== '') parts.push('## Notes', notes.replaceAll(/^#/gm, '##'));
  if (definition.examples.length > 0) parts.push('## Examples', ...definition.examples.map(example));
  return `${parts.join('\n\n')}\n`;
}

function ports(definition: AnyNodeDefinition): string {
  const inputs = definition.inputs.map((port) => [
    'in',
    code(port.name),
    port.title,
    [port.required ? 'required' : 'optional', ...(port.many === true ? ['takes any number of edges'] : [])].join(', '),
  ]);
  const outputs = definition.outputs.map((port) => ['out', code(port.name), port.title, port.kind]);
  const listed = inputs.length + outputs.length === 0 ? [] : [grid(['side', 'port', 'title', 'carries'], [...inputs, ...outputs])];
  return [...(definition.ownFlow === true ? ['Those of the flow it uses: its Component input and Component output nodes.'] : []), ...listed].join('\n\n');
}

function settings(specs: ParamSpecs): string {
  const rows = settingRows(specs, '');
  return rows.length === 0
    ? 'This node has no settings.'
    : grid(['setting', 'label', 'value', 'default', 'meaning'], rows);
}

function settingRows(specs: ParamSpecs, prefix: string): string[][] {
  return Object.entries(specs).flatMap(([name, spec]) => {
    const own = [code(`${prefix}${name}`), spec.label, valueText(spec), defaultText(spec), meaning(spec)];
    return spec.kind === 'list' ? [own, ...settingRows(spec.item, `${prefix}${name}[].`)] : [own];
  });
}

function valueText(spec: ParamSpec): string {
  switch (spec.kind) {
    case 'choice':
      return spec.options.map((option) => code(option.value)).join(', ');
    case 'integer':
    case 'number': {
      const range = [
        ...(spec.min === undefined ? [] : [`at least ${spec.min}`]),
        ...(spec.max === undefined ? [] : [`at most ${spec.max}`]),
      ];
      return [spec.kind, ...range].join(', ');
    }
    case 'boolean':
      return '`true` or `false`';
    case 'texts':
      return 'list of texts';
    case 'columns':
      return 'list of column names';
    case 'column':
      return 'column name';
    case 'expression':
      return spec.gives === 'value' ? 'expression' : spec.gives === 'condition' ? 'condition' : 'aggregate expression';
    case 'file':
      return spec.access === 'read' ? 'path of a file' : 'path to write';
    case 'type':
      return 'DuckDB type';
    case 'sql':
      return 'SELECT statement';
    case 'script':
      return spec.language === 'javascript' ? 'JavaScript' : 'Python';
    case 'table':
      return '`columns` and `rows`';
    case 'list':
      return `list of ${spec.noun} records${spec.min === undefined || spec.min === 0 ? '' : `, at least ${spec.min}`}`;
    case 'text':
      return 'text';
  }
}

function defaultText(spec: ParamSpec): string {
  if (!('default' in spec) || spec.default === undefined) return 'required';
  if (spec.needed === true) return 'required';
  if (spec.default === null) return 'none';
  return code(JSON.stringify(spec.default));
}

function meaning(spec: ParamSpec): string {
  const options =
    spec.kind === 'choice'
      ? spec.options
          .map(
            (option) => `${code(option.value)}: ${option.label}${option.help === undefined ? '' : ` (${option.help})`}`,
          )
          .join('; ')
      : '';
  const condition =
    spec.showIf === undefined
      ? ''
      : 'in' in spec.showIf
        ? `Only while ${code(spec.showIf.param)} is ${spec.showIf.in.map((value) => code(String(value))).join(' or ')}.`
        : `Only while ${code(spec.showIf.param)} begins with ${[spec.showIf.startsWith].flat().map(code).join(' or ')}.`;
  return [spec.help ?? '', options === '' ? '' : `${options}.`, condition].filter((part) => part !== '').join(' ');
}

function example(item: Example): string {
  const parts = [`### ${item.title}`, fenced('json', JSON.stringify(item.params, null, 2))];
  for (const [path, text] of Object.entries(item.files ?? {}))
    parts.push(
      `File ${code(path)}:`,
      typeof text === 'string'
        ? fenced('', text.trimEnd())
        : `(${('gzip' in text ? gunzipSync(Buffer.from(text.gzip, 'base64')) : Buffer.from(text.base64, 'base64')).length} bytes)`,
    );
  for (const [port, given] of Object.entries(item.inputs ?? {})) {
    const tables = Array.isArray(given) ? (given as readonly TableLiteral[]) : [given as TableLiteral];
    for (const table of tables) parts.push(`Input ${code(port)}:`, tableText(table));
  }
  for (const [port, table] of Object.entries(item.outputs ?? {})) parts.push(`Output ${code(port)}:`, tableText(table));
  for (const [path, text] of Object.entries(item.written ?? {}))
    parts.push(`Written to ${code(path)}:`, typeof text === 'string' ? fenced('', text.trimEnd()) : tableText(text));
  if (item.stops !== undefined) parts.push(`The run stops with ${code(item.stops)}.`);
  return parts.join('\n\n');
}

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

function tableText(table: TableLiteral): string {
  const head = table.columns.map((column) => `${column.name} ${code(column.type)}`);
  if (table.rows.length === 0) return `${grid(head, [])}\n\n(no rows)`;
  return grid(
    head,
    table.rows.map((cells) => cells.map((cell) => (cell === null ? 'NULL' : String(cell)))),
  );
}
