import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

export interface FoldProps {
  readonly title: string;
  readonly count?: number | string;
  readonly defaultOpen?: boolean;
  readonly children: ReactNode;
}

/** A part of the inspector that is folded until it is asked for. */
export function Fold({ title, count, defaultOpen = false, children }: FoldProps) {
  return (
    <Collapsible.Root className="fold" defaultOpen={defaultOpen}>
      <Collapsible.Trigger className="fold-trigger">
        <ChevronRight aria-hidden />
        {title}
        {count === undefined ? null : <span className="faint">{count}</span>}
      </Collapsible.Trigger>
      <Collapsible.Panel className="fold-panel">{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}
