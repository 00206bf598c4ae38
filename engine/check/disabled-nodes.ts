import type { Diagnostic } from '../core/diagnostic.ts';
import { problem } from '../core/diagnostic.ts';
import type { Schema } from '../core/schema.ts';
import type { AnyNodeDefinition, Catalog } from '../definition/index.ts';
import type { End, FlowDocument, FlowNode } from '../document/document.ts';
import { input } from '../relation/relation.ts';
import type { CheckedNode } from './checked-flow.ts';

type Sources = Readonly<Record<string, Readonly<Record<string, readonly End[]>>>>;

/** A disabled node passes what arrives first at its first input on through its first output; its settings are not looked at, and it writes and checks nothing. */
export function passThrough(id: string, node: FlowNode, definition: AnyNodeDefinition, sources: CheckedNode['sources'], inputs: CheckedNode['inputs'] | null): CheckedNode {
  const from = definition.inputs[0]?.name;
  const to = definition.outputs[0]?.name;
  const schema: Schema | undefined = from === undefined ? undefined : inputs?.[from]?.[0];
  const passes = from !== undefined && to !== undefined && schema !== undefined;
  return {
    id,
    title: node.title ?? definition.title,
    definition,
    params: node.params,
    caption: definition.caption(node.params),
    sources,
    inputs: inputs ?? {},
    built: passes ? { outputs: { [to]: input(from) } } : null,
    outputs: passes ? { [to]: schema } : {},
    diagnostics: [],
  };
}

/** Reports every node that reads a port of a disabled node through which nothing is passed on. */
export function blockedByDisabled(document: FlowDocument, sources: Sources, catalog: Catalog): Diagnostic[] {
  const gives = (end: End): boolean => {
    const node = document.nodes[end.node];
    if (node?.disabled !== true) return true;
    const definition = catalog.get(node.type);
    const first = sources[end.node]?.[definition?.inputs[0]?.name ?? '']?.[0];
    return definition?.outputs[0]?.name === end.port && first !== undefined && first.node !== end.node && gives(first);
  };
  return Object.entries(sources).flatMap(([id, ports]) =>
    document.nodes[id]?.disabled === true
      ? []
      : Object.entries(ports).flatMap(([port, ends]) =>
          ends
            .filter((end) => !gives(end))
            .map((end) => problem('input-missing', `Node "${id}" gets nothing from "${end.node}.${end.port}", because node "${end.node}" is disabled. Enable that node, disable this one too, or connect something else.`, { node: id, port })),
        ),
  );
}
