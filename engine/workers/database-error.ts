import { withoutSecrets } from '../io/secrets.ts';

/** What DuckDB says of a failure, with `errors_as_json` set. */
export interface DatabaseError {
  /** DuckDB's kind, such as `Conversion`, `Binder`, `IO`, `Out of Memory`, `INTERRUPT`. */
  readonly type: string;
  readonly message: string;
  /** Offset in the statement, in UTF-8 bytes. */
  readonly position: number | null;
  readonly subtype: string | null;
  /** Names DuckDB suggests instead. */
  readonly candidates: readonly string[];
  /** The name that was not found. */
  readonly name: string | null;
  /** What a server answered, where one was asked: its HTTP status, and the text it sent with it. */
  readonly status: number | null;
  readonly response: string;
}

/** Reads the error DuckDB threw, in JSON or plain form. */
export function databaseError(error: unknown): DatabaseError {
  // Stores that are told apart by their scheme are one to a person.
  const text = withoutSecrets(error instanceof Error ? error.message : String(error)).replaceAll(/\bs3[an]:\/\//g, 's3://').replaceAll(/\bgcs:\/\//g, 'gs://').replaceAll(/\bazure:\/\//g, 'az://');
  const brace = text.indexOf('{"exception_type"');
  if (brace >= 0) {
    try {
      const raw = JSON.parse(text.slice(brace)) as Record<string, string | undefined>;
      return {
        type: raw['exception_type'] ?? 'Unknown',
        message: raw['exception_message'] ?? text,
        position: raw['position'] === undefined ? null : Number(raw['position']),
        subtype: raw['error_subtype'] ?? null,
        candidates: (raw['candidates'] ?? '').split(',').map((c) => c.trim()).filter((c) => c !== ''),
        name: raw['name'] ?? null,
        status: raw['status_code'] === undefined ? null : Number(raw['status_code']),
        response: raw['response_body'] ?? '',
      };
    } catch {
      // The message was cut off in the middle of its JSON; the plain form below still says what it can.
    }
  }
  const plain = /^([A-Za-z ]+?) Error: ([^]*)$/.exec(text);
  return { type: plain?.[1] ?? 'Unknown', message: plain?.[2] ?? text, position: null, subtype: null, candidates: [], name: null, status: null, response: '' };
}

export const isInterrupt = (error: DatabaseError): boolean => /interrupt/i.test(error.type) || /interrupted/i.test(error.message);
