import type { ComponentPropsWithRef, ReactNode } from 'react';
import { KeyboardHint } from './keyboard-hint.tsx';

export interface ButtonProps extends ComponentPropsWithRef<'button'> {
  readonly variant?: 'default' | 'primary' | 'ghost' | 'danger';
  readonly size?: 'medium' | 'small';
  readonly icon?: ReactNode;
  /** A shortcut such as `Mod+K`, shown behind the words. */
  readonly shortcut?: string | undefined;
}

/** A button with words. */
export function Button({ variant = 'default', size = 'medium', icon, shortcut, children, className, ...rest }: ButtonProps) {
  return (
    <button type="button" className={className ? `button ${className}` : 'button'} data-variant={variant} data-size={size} {...rest}>
      {icon}
      {children}
      {shortcut ? <KeyboardHint shortcut={shortcut} /> : null}
    </button>
  );
}
