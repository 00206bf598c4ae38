import type { FlowDiff, ValueChange } from './diff-documents.ts';

/** A difference as lines of text: `+` came, `-` went, `~` changed; settings stand indented under their node. */
export function diffText(diff: FlowDiff): string {
  const lines = [
    ...diff.flow.map((c) => `~ ${changeText(c)}`),
    ...diff.nodes.flatMap((n) => {
      const name = `${n.id} (${n.type})${n.title === null ? '' : ` "${n.title}"`}`;
      const sign = { added: '+', removed: '-', changed: '~' }[n.kind];
      return [`${sign} node ${name}${n.renamedFrom === null ? '' : `, was ${n.renamedFrom}`}`, ...n.changes.map((c) => `    ${changeText({ ...c, path: c.path.replace(/^params\./, '') })}`)];
    }),
    ...diff.edges.removed.map((e) => `- edge ${e}`),
    ...diff.edges.added.map((e) => `+ edge ${e}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Such as `condition: "a > 1" → "a > 2"`. */
export function changeText({ path, before, after }: ValueChange): string {
  if (before === undefined) return `${path}: added ${valueText(after)}`;
  if (after === undefined) return `${path}: removed ${valueText(before)}`;
  return `${path}: ${valueText(before)} → ${valueText(after)}`;
}

const valueText = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
