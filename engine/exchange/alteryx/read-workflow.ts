import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { Wire } from '../assemble-flow.ts';

export interface FileField {
  readonly name: string;
  readonly type: string;
  readonly size: string;
}

/** A tool of the workflow. */
export interface Tool {
  readonly id: string;
  /** The last part of the plug-in's name, or the file name of a macro. */
  readonly kind: string;
  readonly config: XmlElement | null;
  readonly x: number;
  readonly y: number;
  readonly name: string;
  /** What the file remembers of the columns at its outputs. */
  readonly fields: Readonly<Record<string, readonly FileField[]>>;
}

export interface Workflow {
  readonly tools: readonly Tool[];
  readonly wires: readonly Wire[];
}

export const children = (element: XmlElement | null | undefined, name: string): readonly XmlElement[] => (element?.children ?? []).filter((c): c is XmlElement => c instanceof XmlElement && c.name === name);
export const child = (element: XmlElement | null | undefined, ...path: readonly string[]): XmlElement | null => path.reduce<XmlElement | null>((at, name) => children(at, name)[0] ?? null, element ?? null);
export const attribute = (element: XmlElement | null | undefined, name: string): string => element?.attributes[name] ?? '';
export const textOf = (element: XmlElement | null | undefined): string => element?.text ?? '';
/** A yes or no, written as a value or as an attribute of that name. */
export const isTrue = (element: XmlElement | null | undefined): boolean => /^true$/i.test(attribute(element, 'value') || textOf(element).trim());

/** Reads the XML of a workflow; tools inside containers stand beside the others. Throws an Error for what is not one. */
export function readWorkflow(xml: string): Workflow {
  const root = parseXml(xml.replace(/^\uFEFF/, '')).root;
  if (root?.name !== 'AlteryxDocument') throw new Error('its first element is not AlteryxDocument');
  return { tools: toolsIn(child(root, 'Nodes')), wires: children(child(root, 'Connections'), 'Connection').map(wire) };
}

function toolsIn(nodes: XmlElement | null): readonly Tool[] {
  return children(nodes, 'Node').flatMap((node): readonly Tool[] => {
    const gui = child(node, 'GuiSettings');
    const position = child(gui, 'Position');
    const annotation = child(node, 'Properties', 'Annotation') ?? child(node, 'Annotation');
    const plugin = attribute(gui, 'Plugin');
    const macro = attribute(child(node, 'EngineSettings'), 'Macro');
    const kind = plugin === '' ? (macro.split(/[\\/]/).at(-1) ?? '') : (plugin.split('.').at(-1) ?? '');
    const inside = toolsIn(child(node, 'ChildNodes'));
    const tool: Tool = {
      id: attribute(node, 'ToolID'),
      kind,
      config: child(node, 'Properties', 'Configuration'),
      x: Number(attribute(position, 'x')) || 0,
      y: Number(attribute(position, 'y')) || 0,
      name: textOf(child(annotation, 'Name')).trim(),
      fields: Object.fromEntries(children(child(node, 'Properties'), 'MetaInfo').map((meta) => [attribute(meta, 'connection'), children(child(meta, 'RecordInfo'), 'Field').map((f) => ({ name: attribute(f, 'name'), type: attribute(f, 'type'), size: attribute(f, 'size') }))])),
    };
    return kind === 'ToolContainer' ? inside : [tool, ...inside];
  });
}

function wire(connection: XmlElement): Wire {
  const end = (name: string) => {
    const element = child(connection, name);
    return { tool: attribute(element, 'ToolID'), port: attribute(element, 'Connection') };
  };
  return { from: end('Origin'), to: end('Destination'), order: attribute(connection, 'name') };
}
