import type { CSSProperties } from 'react';
import type { AnyNodeDefinition, Category } from '../../engine/definition/index.ts';

const hues: Readonly<Record<Category, string>> = {
  read: 'source',
  stream: 'source',
  rows: 'rows',
  columns: 'rows',
  combine: 'combine',
  reshape: 'combine',
  quality: 'quality',
  learn: 'learn',
  script: 'plain',
  control: 'plain',
  write: 'sink',
};

/** The two letters of a node type in the hue of its category; a type this build does not know shows a question mark. */
export function NodeChip({ definition, size = 'small' }: { readonly definition: AnyNodeDefinition | undefined; readonly size?: 'small' | 'large' }) {
  const hue = definition ? hues[definition.category] : 'plain';
  return (
    <span className="chip" data-size={size} style={{ '--hue': `var(--hue-${hue})` } as CSSProperties} aria-hidden="true">
      {definition?.icon ?? '?'}
    </span>
  );
}
