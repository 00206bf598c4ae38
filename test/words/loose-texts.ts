import { givenTexts, nameOf, walkSource, writtenText, type SourceNode } from './source-nodes.ts';

/** Attributes and properties that a person reads or hears. */
const told = new Set(['aria-label', 'title', 'placeholder', 'label', 'heading', 'text', 'note', 'none', 'empty', 'description', 'alt', 'count']);
/** Functions whose first argument is shown. */
const tellers = new Set(['notify', 'commit', 'onNotice']);
/** Attributes whose values are names of keys. */
const keyAttributes = new Set(['selectionKeyCode', 'multiSelectionKeyCode', 'name']);
/** Names and values that are the same in every language. */
const same = new Set(['Millrace', 'true', 'false', 'null', 'SQL', 'English', 'Deutsch', 'JavaScript', 'Python', 'SHA-256']);

const hasWord = (text: string): boolean => /\p{L}{2}/u.test(text.replaceAll(/https?:\S+|[\w-]+\.json|\$\{?\w+\}?|ETag/g, '')) && !same.has(text.trim());

/** Texts of a source that are shown to people and come from no catalogue, and texts looked up before the language is known. */
export function looseTexts(program: SourceNode): readonly { readonly at: number; readonly text: string }[] {
  const found: { at: number; text: string }[] = [];
  const tell = (expression: SourceNode) => {
    for (const node of givenTexts(expression)) {
      const text = writtenText(node)!;
      if (hasWord(text)) found.push({ at: node.start, text });
    }
  };
  walkSource(program, (node, around) => {
    if (node.type === 'ImportDeclaration' || node.type === 'ThrowStatement') return false;
    if (node.type === 'JSXText') tell(node);
    const parent = around.at(-1);
    if (node.type === 'JSXExpressionContainer' && (parent?.type === 'JSXElement' || parent?.type === 'JSXFragment')) tell(node);
    if (node.type === 'JSXAttribute' && node['value'] && (told.has(nameOf(node['name'])) || (nameOf(node['name']) === 'name' && nameOf((parent as SourceNode)['name']) === 'PanelBoundary'))) tell(node['value'] as SourceNode);
    // Whatever it is called: what begins like a sentence is one.
    if (node.type === 'JSXAttribute' && !told.has(nameOf(node['name'])) && !keyAttributes.has(nameOf(node['name'])) && node['value'] && /^\p{Lu}\p{Ll}/u.test(writtenText(node['value'] as SourceNode) ?? '')) tell(node['value'] as SourceNode);
    if (node.type === 'CallExpression') {
      const called = nameOf(node['callee']);
      const [first] = node['arguments'] as readonly SourceNode[];
      if (first && tellers.has(called)) tell(first);
      if ((called === 't' || called === 'rich') && !around.some((n) => /Function|Method/.test(n.type))) found.push({ at: node.start, text: `${called}(…) outside a function, before the language is known` });
    }
    // Lists of the module are typed by the catalogue; what a function puts together is not.
    if (node.type === 'Property' && told.has(nameOf(node['key'])) && around.some((n) => /Function|Method/.test(n.type))) tell(node['value'] as SourceNode);
    return true;
  });
  return found;
}
