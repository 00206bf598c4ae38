import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends ComponentPropsWithRef<'button'> {
  /** Its accessible name and tooltip. */
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly size?: 'medium' | 'small';
  readonly children: ReactNode;
}

/** A button with only an icon; the label is its name and its tooltip. */
export function IconButton({ label, shortcut, size = 'medium', children, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button type="button" aria-label={label} className={className ? `icon-button ${className}` : 'icon-button'} data-size={size} {...rest}>
        {children}
      </button>
    </Tooltip>
  );
}
