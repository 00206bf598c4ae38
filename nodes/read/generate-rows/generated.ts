import { binary, call, cast, choose, column, literal, type Expression } from '../../../engine/expression/expression.ts';

export interface ColumnRecipe {
  readonly what: 'sequence' | 'dates' | 'integer' | 'number' | 'normal' | 'choice' | 'boolean' | 'date' | 'uuid';
  readonly start: string | null;
  readonly end: string | null;
  readonly step: string | null;
  readonly texts: readonly string[];
  readonly nullShare: number;
}

type Report = (param: 'start' | 'end' | 'step' | 'texts', message: string) => void;

const row = column('_row');
const whole = /^[+-]?\d{1,18}$/;
const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const day = /^\d{4}-\d\d-\d\d$/;
const time = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/;
const span = /^[+-]?\d{1,9} (microsecond|millisecond|second|minute|hour|day|week|month|quarter|year)s?$/i;

/** The value of a generated column in each row, or null after reporting what is wrong with its settings. */
export function generated(recipe: ColumnRecipe, index: number, seed: number, report: Report): Expression | null {
  const value = valueOf(recipe, (salt) => share(`${seed}/${index}/${salt}/`), report);
  if (value === null || recipe.nullShare === 0) return value;
  return choose(binary(share(`${seed}/${index}/null/`), '>=', literal(recipe.nullShare)), value);
}

/** A number from 0 up to but without 1 that follows from the row and the salt alone, whatever the machine or the number of threads. */
function share(salt: string): Expression {
  // 53 bits of a hash that every version computes alike: all that a DOUBLE holds.
  const bits = binary(call('md5_number_lower', binary(literal(salt), '||', cast(row, 'VARCHAR'))), '//', literal('2048', 'UBIGINT'));
  return binary(cast(bits, 'DOUBLE'), '/', literal('9007199254740992', 'DOUBLE'));
}

function valueOf(recipe: ColumnRecipe, random: (salt: string) => Expression, report: Report): Expression | null {
  const read = (param: 'start' | 'end' | 'step', shapes: readonly RegExp[], otherwise: string | null, noun: string): string | null => {
    const text = recipe[param] === null || recipe[param].trim() === '' ? otherwise : recipe[param].trim();
    if (text !== null && shapes.some((shape) => shape.test(text))) return text;
    report(param, text === null ? `The column needs ${noun} here. Fill it in.` : `${JSON.stringify(text)} is not ${noun}. Change it.`);
    return null;
  };
  const big = (text: string): Expression => literal(text, 'BIGINT');
  switch (recipe.what) {
    case 'sequence': {
      const start = read('start', [whole], '1', 'a whole number');
      const step = read('step', [whole], '1', 'a whole number');
      return start === null || step === null ? null : binary(big(start), '+', binary(row, '*', big(step)));
    }
    case 'dates': {
      const start = read('start', [day, time], null, 'a date such as 2024-01-31 or a time such as 2024-01-31 08:00');
      const step = read('step', [span], '1 day', 'a span such as 1 day or 15 minutes');
      if (start === null || step === null) return null;
      const at = binary(literal(start, 'TIMESTAMP'), '+', binary(row, '*', literal(step, 'INTERVAL')));
      return day.test(start) && /(day|week|month|quarter|year)s?$/i.test(step) ? cast(at, 'DATE') : at;
    }
    case 'integer': {
      const low = read('start', [whole], '1', 'a whole number');
      const high = read('end', [whole], '100', 'a whole number');
      if (low === null || high === null) return null;
      if (BigInt(high) < BigInt(low)) report('end', `The highest value ${high} is less than the lowest ${low}. Exchange them.`);
      return binary(big(low), '+', cast(call('floor', binary(random('value'), '*', literal(String(BigInt(high) - BigInt(low) + 1n), 'DOUBLE'))), 'BIGINT'));
    }
    case 'number': {
      const low = read('start', [number], '0', 'a number');
      const high = read('end', [number], '1', 'a number');
      if (low === null || high === null) return null;
      if (Number(high) < Number(low)) report('end', `The highest value ${high} is less than the lowest ${low}. Exchange them.`);
      return binary(literal(low, 'DOUBLE'), '+', binary(random('value'), '*', literal(String(Number(high) - Number(low)), 'DOUBLE')));
    }
    case 'normal': {
      const mean = read('start', [number], '0', 'a number');
      const deviation = read('end', [number], '1', 'a number');
      if (mean === null || deviation === null) return null;
      // Box and Muller: two even numbers make one around 0 with a deviation of 1.
      const radius = call('sqrt', binary(literal(-2), '*', call('ln', binary(literal(1), '-', random('radius')))));
      const angle = call('cos', binary(binary(literal(2), '*', call('pi')), '*', random('angle')));
      return binary(literal(mean, 'DOUBLE'), '+', binary(literal(deviation, 'DOUBLE'), '*', binary(radius, '*', angle)));
    }
    case 'choice': {
      if (recipe.texts.length === 0) {
        report('texts', 'There is no text to choose from. Add one.');
        return null;
      }
      const at = binary(cast(call('floor', binary(random('value'), '*', literal(recipe.texts.length))), 'BIGINT'), '+', literal(1));
      return call('list_extract', { op: 'list', items: recipe.texts.map((t) => literal(t, 'VARCHAR')) }, at);
    }
    case 'boolean':
      return binary(random('value'), '<', literal('0.5', 'DOUBLE'));
    case 'date': {
      const low = read('start', [day], '2020-01-01', 'a date such as 2024-01-31');
      const high = read('end', [day], '2024-12-31', 'a date such as 2024-01-31');
      if (low === null || high === null) return null;
      if (high < low) report('end', `The last day ${high} is before the first ${low}. Exchange them.`);
      const days = binary(binary(literal(high, 'DATE'), '-', literal(low, 'DATE')), '+', literal(1));
      return binary(literal(low, 'DATE'), '+', cast(call('floor', binary(random('value'), '*', days)), 'INTEGER'));
    }
    case 'uuid': {
      const hex = call('md5', binary(cast(random('high'), 'VARCHAR'), '||', cast(random('low'), 'VARCHAR')));
      // Marked as random (version 4, variant 1), as any reader of UUIDs expects.
      return cast(binary(binary(binary(call('left', hex, literal(12)), '||', literal('4')), '||', binary(call('substr', hex, literal(14), literal(3)), '||', literal('a'))), '||', call('right', hex, literal(15))), 'UUID');
    }
  }
}
