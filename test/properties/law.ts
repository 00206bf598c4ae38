import fc from 'fast-check';

const seed = Number(process.env['MILLRACE_SEED'] ?? 20260714);
const runs = Number(process.env['MILLRACE_RUNS'] ?? 0);

/**
 * How often a law is tried: `usual` times, or as often as MILLRACE_RUNS says. A failure names seed and path; MILLRACE_SEED tries others,
 * MILLRACE_SHRINK=1 looks for the smallest case, which takes minutes for flows.
 */
export const settings = (usual: number) => ({ seed, numRuns: runs > 0 ? runs : usual, endOnFailure: process.env['MILLRACE_SHRINK'] === undefined });

/** Milliseconds a law may take, raised with the number of runs. */
export const patience = Math.max(120_000, runs * 5_000);

/** Numbers that a Draw reads its choices off; shorter and smaller ones give simpler cases. */
export const tape = fc.array(fc.nat(9_999), { minLength: 20, maxLength: 220, size: 'max' });

/** Any text a person or a file may hold, short most of the time. */
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.array(fc.constantFrom('"', "'", '\n', '\r', '\r\n', ',', ';', '\t', '|', ' ', '\\', '\0', '$', '--', '/*', '\\N', 'NULL', 'a', 'ü', '🎈', '\u0001', '\uFEFF', '\u2028'), { maxLength: 8 }).map((parts) => parts.join('')),
);
