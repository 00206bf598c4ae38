import type { Json } from '../core/json.ts';
import { typeFamily } from '../core/type-family.ts';
import type { Expression } from '../expression/expression.ts';
import { call, cast, literal } from '../expression/expression.ts';
import { momentFormats, readMoment } from './moment.ts';
import { typedLiteral } from '../expression/typed-literal.ts';

/** A value of a suite as a constant that compares with a column of `type`; null when it cannot be such a value. */
export function constantFor(value: Json, type: string): Expression | null {
  if (value === null) return literal(null);
  if (typeof value === 'object') return null;
  switch (typeFamily(type)) {
    case 'number':
      return typedLiteral(typeof value === 'boolean' ? String(Number(value)) : String(value), type);
    case 'text':
      return literal(String(value));
    case 'time': {
      const moment = typeof value === 'string' ? readMoment(value) : null;
      if (moment === null) return null;
      if (!hasZone.test(moment)) return typedLiteral(moment, type);
      // A moment that names its zone is compared as the same moment in UTC; a bare cast to TIMESTAMP would drop the zone.
      const exact = cast(literal(moment), 'TIMESTAMP WITH TIME ZONE', true);
      return type === 'TIMESTAMP WITH TIME ZONE' ? exact : cast(exact, 'TIMESTAMP');
    }
    case 'BOOLEAN':
      return typeof value === 'boolean' ? literal(value) : value === 0 || value === 1 ? literal(value === 1) : typeof value === 'string' && /^(true|false)$/i.test(value) ? literal(value.toLowerCase() === 'true') : null;
    default:
      return cast(literal(String(value)), type, true);
  }
}

/** Whether limits of this kind are ordered like the values of a column of `type`: text is never compared with a number. */
export const isLimitFor = (value: Json, type: string): boolean => (typeFamily(type) === 'text' ? typeof value === 'string' : constantFor(value, type) !== null);

const hasZone = /:\d{2}(\.\d+)?[+-]\d{2}(:\d{2})?$/;

/** Text as TIMESTAMP in UTC, whichever of the usual spellings it has; NULL for other text. */
export function asMoment(text: Expression): Expression {
  // DuckDB reads +05:30 only, and only without a space before it.
  const zoned = call('regexp_replace', call('trim', text), literal('\\s*([+-]\\d\\d):?(\\d\\d)$'), literal('\\1:\\2'));
  return call('coalesce', cast(cast(zoned, 'TIMESTAMP WITH TIME ZONE', true), 'TIMESTAMP'), call('try_strptime', text, { op: 'list', items: momentFormats.map((f) => literal(f)) }));
}
