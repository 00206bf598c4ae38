import type { AnyNodeDefinition, Catalog, ParamSpec, ParamSpecs } from '../../engine/definition/index.ts';

/** Texts of node definitions by their English; `type: text` holds for one node type where the word alone means two things. */
export type NodeWords = Readonly<Record<string, string>>;

type Say = (text: string) => string;

/** Other words by which a node type is found, by type. */
export type NodeKeywords = Readonly<Record<string, readonly string[]>>;

/** The catalogue with what its nodes show in another language; what the engine reads of them is the same. A node that is not ours keeps its texts. */
export const wordCatalog = (catalog: Catalog, words: NodeWords, keywords: NodeKeywords = {}): Catalog =>
  new Map(
    [...catalog].map(([type, definition]) => {
      const worded = wordDefinition(definition, (text) => words[`${type}: ${text}`] ?? words[text] ?? text);
      // Who knows a node by its English name finds it in any language.
      return [type, { ...worded, keywords: [...(keywords[type] ?? []), ...(definition.keywords ?? []), definition.title.toLowerCase()] }];
    }),
  );

function wordDefinition(definition: AnyNodeDefinition, say: Say): AnyNodeDefinition {
  const titled = ({ title, help }: { readonly title: string; readonly help?: string }) => ({ title: say(title), ...(help === undefined ? {} : { help: say(help) }) });
  return {
    ...definition,
    title: say(definition.title),
    summary: say(definition.summary),
    inputs: definition.inputs.map((port) => ({ ...port, ...titled(port) })),
    outputs: definition.outputs.map((port) => ({ ...port, ...titled(port) })),
    params: wordParams(definition.params, say),
  };
}

const wordParams = (params: ParamSpecs, say: Say): ParamSpecs => Object.fromEntries(Object.entries(params).map(([name, spec]) => [name, wordParam(spec, say)]));

function wordParam(spec: ParamSpec, say: Say): ParamSpec {
  const common = { label: say(spec.label), ...(spec.help === undefined ? {} : { help: say(spec.help) }) };
  switch (spec.kind) {
    case 'choice':
      return { ...spec, ...common, options: spec.options.map((option) => ({ ...option, label: say(option.label), ...(option.help === undefined ? {} : { help: say(option.help) }) })) };
    case 'list':
      return { ...spec, ...common, noun: say(spec.noun), item: wordParams(spec.item, say) };
    case 'text':
      return { ...spec, ...common, ...(spec.placeholder === undefined ? {} : { placeholder: say(spec.placeholder) }) };
    case 'texts':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'file':
    case 'expression':
    case 'column':
    case 'columns':
    case 'type':
    case 'sql':
    case 'script':
    case 'table':
      return { ...spec, ...common };
  }
}

/** The texts a definition shows, each with the node type it stands in. */
export function definitionTexts(catalog: Catalog): readonly { readonly type: string; readonly text: string }[] {
  return [...catalog].flatMap(([type, definition]) => {
    const texts: string[] = [];
    wordDefinition(definition, (text) => {
      texts.push(text);
      return text;
    });
    return texts.map((text) => ({ type, text }));
  });
}
