import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { KeyboardHint } from './keyboard-hint.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly title: string;
  readonly icon?: ReactNode;
  readonly shortcut?: string | undefined;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  /** A button element. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly entries: readonly (MenuEntry | 'separator')[];
  readonly align?: 'start' | 'end';
}

/** A button that opens a list of actions. */
export function Menu({ trigger, entries, align = 'start' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="popup-layer" sideOffset={4} align={align}>
          <Entries entries={entries} />
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** The same list where a pointer asked for it, open while `at` (in the window) is given. */
export function MenuAt({ at, entries, onClose }: { readonly at: { readonly x: number; readonly y: number } | null; readonly entries: MenuProps['entries']; readonly onClose: () => void }) {
  if (at === null) return null;
  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      {/* Inside a landmark, so that it belongs to a part of the page. */}
      <Base.Portal container={document.querySelector<HTMLElement>('main')}>
        <Base.Positioner className="popup-layer" positionMethod="fixed" anchor={{ getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }} side="bottom" align="start">
          <Entries entries={entries} />
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

const Entries = ({ entries }: { readonly entries: MenuProps['entries'] }) => (
  <Base.Popup className="popup">
    {entries.map((entry, index) =>
      entry === 'separator' ? (
        <Base.Separator key={index} className="menu-separator" />
      ) : (
        <Base.Item key={entry.id} className="menu-item" disabled={entry.disabled ?? false} onClick={entry.run}>
          {entry.icon}
          {entry.title}
          <span className="spacer" />
          {entry.shortcut ? <KeyboardHint shortcut={entry.shortcut} /> : null}
        </Base.Item>
      ),
    )}
  </Base.Popup>
);
