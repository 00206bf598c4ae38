import type { Json } from '../core/json.ts';
import type { Column } from '../core/schema.ts';
import { nearestName } from '../core/schema.ts';
import { ExpectationTrouble, type Expectation, type Table } from './expectation.ts';

export const suiteTrouble = (message: string): ExpectationTrouble => new ExpectationTrouble('suite', message);

/** Reads the arguments of one expectation; each reader throws an ExpectationTrouble when the argument is not what it has to be. */
export class Arguments {
  private readonly expectation: Expectation;
  private readonly table: Table;

  constructor(expectation: Expectation, table: Table) {
    this.expectation = expectation;
    this.table = table;
  }

  /** The argument as it stands, null when it is left out. */
  json(name: string): Json {
    return this.expectation.kwargs[name] ?? null;
  }

  /** Whether the argument is there, be it as null. */
  has(name: string): boolean {
    return name in this.expectation.kwargs;
  }

  /** Version 1 of Great Expectations, which states how much an expectation matters, leaves out arguments that are null. */
  get leavesOutNulls(): boolean {
    return this.expectation.severity !== undefined;
  }

  column(name = 'column'): Column {
    return this.named(this.text(name));
  }

  columns(name = 'column_list'): readonly Column[] {
    const list = this.list(name);
    if (list.length === 0) throw suiteTrouble(`${name} is empty. Name the columns.`);
    return list.map((item) => {
      if (typeof item !== 'string') throw suiteTrouble(`${name} holds ${JSON.stringify(item)}, which is no column name.`);
      return this.named(item);
    });
  }

  private named(name: string): Column {
    const { schema } = this.table;
    const found = schema.find((c) => c.name === name) ?? schema.find((c) => c.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    const nearest = nearestName(name, schema.map((c) => c.name));
    throw new ExpectationTrouble('data', `The column "${name}" does not exist in the data.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`);
  }

  text(name: string): string {
    const value = this.json(name);
    if (typeof value === 'string') return value;
    throw suiteTrouble(value === null ? `${name} is missing. Give it a text.` : `${name} is ${JSON.stringify(value)}; it has to be a text.`);
  }

  /** A text out of `options`; the first one when it is left out. */
  option(name: string, options: readonly string[]): string {
    const value = this.json(name) ?? options[0]!;
    if (typeof value === 'string' && options.includes(value)) return value;
    throw suiteTrouble(`${name} is ${JSON.stringify(value)}; it must be ${options.slice(0, -1).join(', ')} or ${options.at(-1)}.`);
  }

  list(name: string): readonly Json[] {
    const value = this.json(name);
    if (Array.isArray(value)) return value as readonly Json[];
    throw suiteTrouble(value === null ? `${name} is missing. Give it a list.` : `${name} is ${JSON.stringify(value)}; it has to be a list.`);
  }

  texts(name: string): readonly string[] {
    return this.list(name).map((item) => {
      if (typeof item !== 'string') throw suiteTrouble(`${name} holds ${JSON.stringify(item)}; every item has to be a text.`);
      return item;
    });
  }

  number(name: string): number | null {
    const value = this.json(name);
    if (value === null || typeof value === 'number') return value;
    throw suiteTrouble(`${name} is ${JSON.stringify(value)}; it has to be a number.`);
  }

  truth(name: string, otherwise = false): boolean {
    const value = this.json(name);
    if (value === null) return otherwise;
    if (typeof value === 'boolean') return value;
    throw suiteTrouble(`${name} is ${JSON.stringify(value)}; it has to be true or false.`);
  }

  /** Limits that count something, as whole numbers. */
  wholeLimits(): { readonly min: number | null; readonly max: number | null } {
    for (const name of ['min_value', 'max_value']) {
      const value = this.json(name);
      // 4.0 is a whole number too.
      if (value !== null && !(typeof value === 'number' && Number.isInteger(value))) throw suiteTrouble(`min_value and max_value must be integers; ${name} is ${JSON.stringify(value)}.`);
    }
    return this.numberLimits();
  }

  numberLimits(): { readonly min: number | null; readonly max: number | null } {
    const [min, max] = [this.number('min_value'), this.number('max_value')];
    if (min !== null && max !== null && min > max) throw suiteTrouble('Minimum Threshold cannot be larger than Maximum Threshold: min_value is greater than max_value.');
    return { min, max };
  }

  mostly(): number {
    const value = this.json('mostly') ?? 1;
    if (typeof value !== 'number') throw suiteTrouble(`mostly is ${JSON.stringify(value)}; it has to be a number from 0 to 1.`);
    if (!(value >= 0 && value <= 1)) throw suiteTrouble(`mostly is ${value}; it must be between 0 and 1: greater than or equal to 0 and less than or equal to 1.`);
    return value;
  }
}
