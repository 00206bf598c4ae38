import { documentVersion } from './document.ts';

type Raw = Record<string, unknown>;

/** From format n to n + 1, keyed by n. Format 1 is the first that was released. */
export const documentMigrations: Readonly<Record<number, (raw: Raw) => Raw>> = {};

/** Brings a raw document up to today's format, step by step. */
export function migrateDocument(raw: Raw, migrations = documentMigrations, target: number = documentVersion): Raw {
  let current = raw;
  for (let version = Number(current['millrace']); version < target; version++) {
    const step = migrations[version];
    if (!step) throw new Error(`No migration from format ${version}.`);
    current = { ...step(current), millrace: version + 1 };
  }
  return current;
}
