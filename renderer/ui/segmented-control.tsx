import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ReactNode } from 'react';

export interface SegmentedControlProps<V extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: V; readonly label: ReactNode }[];
  readonly value: V | null;
  readonly onChange: (value: V) => void;
  readonly id?: string;
}

/** One choice out of a few, all in sight. */
export function SegmentedControl<V extends string>({ label, options, value, onChange, id }: SegmentedControlProps<V>) {
  return (
    <RadioGroup {...(id ? { id } : {})} aria-label={label} className="segmented" value={value ?? ''} onValueChange={(next) => onChange(next as V)}>
      {options.map((option) => (
        <Radio.Root key={option.value} value={option.value}>
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
