import type { ComponentPropsWithRef } from 'react';

export interface BadgeProps extends ComponentPropsWithRef<'span'> {
  readonly tone?: 'plain' | 'accent' | 'ok' | 'warning' | 'danger';
}

/** A short fact in a pill. */
export const Badge = ({ tone = 'plain', className, ...rest }: BadgeProps) => (
  <span className={className ? `badge ${className}` : 'badge'} data-tone={tone} {...rest} />
);
