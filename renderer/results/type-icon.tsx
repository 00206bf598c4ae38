import { Binary, Braces, Brackets, CalendarClock, CalendarDays, Clock, DecimalsArrowRight, Hash, Hourglass, ToggleLeft, Type } from 'lucide-react';
import type { ComponentType } from 'react';
import type { TypeKind } from './type-kind.ts';
import { typeKind } from './type-kind.ts';

const icons: Readonly<Record<TypeKind, ComponentType<{ className?: string; 'aria-hidden'?: boolean }>>> = {
  integer: Hash,
  decimal: DecimalsArrowRight,
  float: DecimalsArrowRight,
  boolean: ToggleLeft,
  text: Type,
  date: CalendarDays,
  timestamp: CalendarClock,
  instant: CalendarClock,
  time: Clock,
  interval: Hourglass,
  list: Brackets,
  struct: Braces,
  map: Braces,
  json: Braces,
  bytes: Binary,
  other: Binary,
};

/** A small sign for the family of a DuckDB type; the type itself is told in words beside it. */
export function TypeIcon({ type }: { readonly type: string }) {
  const Icon = icons[typeKind(type)];
  return <Icon className="type-icon" aria-hidden />;
}
