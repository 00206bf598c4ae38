import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { t } from '../words/words.ts';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly note?: ReactNode;
  readonly width?: number;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/** A modal dialog with a title; Escape and a click beside it close it. */
export function Dialog({ open, onClose, title, note, width, children, footer }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="dialog" style={width ? ({ '--dialog-width': `${width}px` } as CSSProperties) : {}}>
          <div className="dialog-head">
            <Base.Title className="dialog-title">{title}</Base.Title>
            <Base.Close className="icon-button" aria-label={t('Close')}>
              <X />
            </Base.Close>
          </div>
          {note ? <Base.Description className="dialog-note">{note}</Base.Description> : null}
          <div className="dialog-body">{children}</div>
          {footer ? <div className="dialog-foot">{footer}</div> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
