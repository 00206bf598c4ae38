import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface TabItem {
  readonly value: string;
  readonly label: ReactNode;
}

export interface TabsProps {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Shown at the right end of the row of tabs. */
  readonly trailing?: ReactNode;
  /** The panel of the chosen tab. */
  readonly children?: ReactNode;
}

/** A row of tabs over one panel. */
export function Tabs({ label, items, value, onChange, trailing, children }: TabsProps) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(String(next))} className="tabs" style={{ display: 'flex', flexDirection: 'column', minHeight: 0, flex: 1 }}>
      <div className="tabs-list">
        <Base.List aria-label={label} style={{ display: 'flex', gap: 2, minWidth: 0, overflowX: 'auto', scrollbarWidth: 'none' }}>
          {items.map((item) => (
            <Base.Tab key={item.value} value={item.value} className="tab">
              {item.label}
            </Base.Tab>
          ))}
        </Base.List>
        <span className="spacer" />
        {trailing}
      </div>
      {children === undefined ? null : (
        <Base.Panel value={value} style={{ flex: 1, minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column' }} tabIndex={-1}>
          {children}
        </Base.Panel>
      )}
    </Base.Root>
  );
}
