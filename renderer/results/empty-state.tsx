import type { ReactNode } from 'react';

/** Why there is nothing to see, and what to do. */
export function EmptyState({ title, text, children }: { readonly title: string; readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="empty" data-testid="preview-empty">
      <strong>{title}</strong>
      <span className="empty-text">{text}</span>
      {children}
    </div>
  );
}
