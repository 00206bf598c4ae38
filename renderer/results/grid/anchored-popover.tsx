import { Popover } from '@base-ui/react/popover';
import type { ReactNode, RefObject } from 'react';

export interface AnchoredPopoverProps {
  readonly anchor: () => HTMLElement | null;
  readonly label: string;
  readonly onClose: () => void;
  readonly focusBack: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/** A panel beside a cell or head of the grid; Escape closes it and the grid has the focus again. */
export function AnchoredPopover({ anchor, label, onClose, focusBack, children }: AnchoredPopoverProps) {
  return (
    <Popover.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Popover.Portal>
        <Popover.Positioner className="popup-layer" anchor={anchor} sideOffset={4} align="start" collisionPadding={8}>
          <Popover.Popup className="popup grid-popover nokey nowheel" aria-label={label} finalFocus={focusBack}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
