import { t, type PlainText } from '../../words/words.ts';

export interface TypeChoice {
  readonly type: string;
  readonly meaning: PlainText;
}

/** The types offered first; any other spelling DuckDB knows can be typed. */
export const typeChoices: readonly TypeChoice[] = [
  { type: 'VARCHAR', meaning: 'Text' },
  { type: 'INTEGER', meaning: 'Whole number, 32 bit' },
  { type: 'BIGINT', meaning: 'Whole number, 64 bit' },
  { type: 'DOUBLE', meaning: 'Floating point number' },
  { type: 'DECIMAL(18,2)', meaning: 'Exact number, 2 places' },
  { type: 'BOOLEAN', meaning: 'True or false' },
  { type: 'DATE', meaning: 'Calendar day' },
  { type: 'TIMESTAMP', meaning: 'Date and time' },
  { type: 'TIMESTAMP WITH TIME ZONE', meaning: 'Instant in time' },
  { type: 'TIME', meaning: 'Time of day' },
  { type: 'INTERVAL', meaning: 'Span of time' },
  { type: 'TINYINT', meaning: 'Whole number, 8 bit' },
  { type: 'SMALLINT', meaning: 'Whole number, 16 bit' },
  { type: 'HUGEINT', meaning: 'Whole number, 128 bit' },
  { type: 'UINTEGER', meaning: 'Whole number from 0, 32 bit' },
  { type: 'UBIGINT', meaning: 'Whole number from 0, 64 bit' },
  { type: 'FLOAT', meaning: 'Floating point number, 32 bit' },
  { type: 'UUID', meaning: 'Universal identifier' },
  { type: 'BLOB', meaning: 'Bytes' },
  { type: 'JSON', meaning: 'JSON text' },
  { type: 'VARCHAR[]', meaning: 'List of texts' },
  { type: 'DOUBLE[]', meaning: 'List of numbers' },
];

/** The choices whose spelling or meaning holds the words of the query. */
export function matchingTypes(query: string): readonly TypeChoice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return typeChoices.filter(({ type, meaning }) => words.every((w) => `${type} ${meaning} ${t(meaning)}`.toLowerCase().includes(w)));
}
