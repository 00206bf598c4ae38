import { paramsSchema, type Need } from '../definition/index.ts';
import type { CheckedNode } from './checked-flow.ts';

/** What a node needs of the outside world where its outputs are not known yet, such as behind a server that nobody has asked: its settings alone say it. */
export function unbuiltNeed({ built, definition, params }: CheckedNode): Need | null {
  if (built || !definition?.need) return null;
  // The settings of a node that is switched off have not been looked at.
  const checked = paramsSchema(definition.params).safeParse(params);
  return checked.success ? definition.need(checked.data) : null;
}
