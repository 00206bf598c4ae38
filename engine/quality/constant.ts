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
      // A moment that names its zone is compared as the same moment in UTC.
      return /[+-]\d{2}(:\d{2})?$/.test(moment) && moment.includes(':') ? cast(literal(moment), type === 'TIMESTAMP WITH TIME ZONE' ? type : 'TIMESTAMP', true) : typedLiteral(moment, type);
    }
    case 'BOOLEAN':
      return typeof value === 'boolean' ? literal(value) : value === 0 || value === 1 ? literal(value === 1) : typeof value === 'string' && /^(true|false)$/i.test(value) ? literal(value.toLowerCase() === 'true') : null;
    default:
      return cast(literal(String(value)), type, true);
  }
}

/** Whether limits of this kind are ordered like the values of a column of `type`: text is never compared with a number. */
export const isLimitFor = (value: Json, type: string): boolean => (typeFamily(type) === 'text' ? typeof value === 'string' : constantFor(value, type) !== null);

/** Text as TIMESTAMP, whichever of the usual spellings it has; NULL for other text. */
export const asMoment = (text: Expression): Expression => call('coalesce', cast(text, 'TIMESTAMP', true), call('try_strptime', text, { op: 'list', items: momentFormats.map((f) => literal(f)) }));
