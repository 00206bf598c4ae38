import { parseAst } from 'rolldown/parseAst';

/** A node of a syntax tree, as ESTree has it. */
export interface SourceNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is SourceNode => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** The nodes right below one. */
export const childrenOf = (node: SourceNode): readonly SourceNode[] => Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));

export const parseSource = (path: string, text: string): SourceNode => parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as SourceNode;

/** Calls `visit` for every node with those around it, the nearest last; where it answers false, what is below is left out. */
export function walkSource(node: SourceNode, visit: (node: SourceNode, around: readonly SourceNode[]) => boolean | void, around: readonly SourceNode[] = []): void {
  if (visit(node, around) === false) return;
  for (const child of childrenOf(node)) walkSource(child, visit, [...around, node]);
}

export const nameOf = (node: unknown): string => (isNode(node) ? String(node['name'] ?? (isNode(node['property']) ? node['property']['name'] : '')) : '');

/** The text of a literal or of a template without its values; null for anything else. */
export function writtenText(node: SourceNode): string | null {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : null;
  if (node.type === 'JSXText') return String(node['value']);
  if (node.type !== 'TemplateLiteral') return null;
  return (node['quasis'] as readonly { readonly value: { readonly cooked: string } }[]).map((q) => q.value.cooked).join('…');
}

/** The literals and templates an expression may give: through conditions, alternatives, brackets and the values of templates, not through calls. */
export function givenTexts(node: SourceNode): readonly SourceNode[] {
  if (node.type === 'TemplateLiteral') return [node, ...(node['expressions'] as readonly SourceNode[]).flatMap(givenTexts)];
  if (writtenText(node) !== null) return [node];
  const parts: Readonly<Record<string, readonly string[]>> = { ConditionalExpression: ['consequent', 'alternate'], LogicalExpression: ['left', 'right'], ParenthesizedExpression: ['expression'], JSXExpressionContainer: ['expression'], TSAsExpression: ['expression'], BinaryExpression: node['operator'] === '+' ? ['left', 'right'] : [] };
  return (parts[node.type] ?? []).flatMap((key) => (isNode(node[key]) ? givenTexts(node[key]) : []));
}
