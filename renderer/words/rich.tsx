import { Fragment, type ReactNode } from 'react';
import { textParts, type NamesIn } from './fill-text.ts';
import { shownValue, textOf, type Text } from './words.ts';

/** The text in the language of the window with elements, such as a key or a button, among its values. */
export function rich<const T extends Text>(text: T, values: Readonly<Record<NamesIn<T>, ReactNode>>): ReactNode {
  const show = (value: ReactNode, forms: readonly string[] | null): ReactNode => (typeof value === 'number' || typeof value === 'string' ? shownValue(value, forms) : value);
  return textParts<ReactNode>(textOf(text), values, show).map((part, i) => <Fragment key={i}>{part}</Fragment>);
}
