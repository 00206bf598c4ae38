import { z } from 'zod';

const key = 'millrace.preferences';

const schema = z.object({
  /** When they were changed last, in milliseconds since 1970: of two memories the later one holds. */
  changed: z.number().catch(0),
  /** The language of the window. */
  language: z.enum(['system', 'en', 'de']).catch('system'),
  theme: z.enum(['system', 'dark', 'light']).catch('system'),
  /** Movement that explains a change; `none` also where the system does not ask for it. */
  motion: z.enum(['system', 'none']).catch('system'),
  paletteWidth: z.number().catch(232),
  paletteOpen: z.boolean().catch(true),
  inspectorWidth: z.number().catch(340),
  inspectorOpen: z.boolean().catch(true),
  dataHeight: z.number().catch(300),
  dataOpen: z.boolean().catch(true),
  problemsHeight: z.number().catch(180),
  minimap: z.boolean().catch(true),
  snap: z.boolean().catch(true),
  /** Whether nodes show their share of the time. */
  heat: z.boolean().catch(false),
  /** Palette groups that are folded. */
  folded: z.array(z.string()).catch([]),
  /** Node types a person marked, and those added last, the newest first. */
  favourites: z.array(z.string()).catch([]),
  recent: z.array(z.string()).catch([]),
  /** The version that was here last. */
  version: z.string().catch(''),
  /** Whether the tour was taken or declined. */
  toured: z.boolean().catch(false),
  /** Where runs stop, by the path of the flow ('' for one without a file) and `node.port`. They are this person's, so they are not in the flow. */
  breakpoints: z.record(z.string(), z.record(z.string(), z.object({ when: z.string(), on: z.boolean() }))).catch({}),
  /** Keys that were changed, by command id. */
  shortcuts: z.record(z.string(), z.array(z.string())).catch({}),
});

/** What the window remembers on this machine. */
export type Preferences = z.infer<typeof schema>;

/** Reads what this browser remembers; anything missing or damaged gets its default. */
export const readPreferences = (): Preferences => parsePreferences(typeof localStorage === 'undefined' ? null : localStorage.getItem(key));

/** Preferences from their text; anything missing or damaged gets its default. */
export function parsePreferences(text: string | null): Preferences {
  let raw: unknown = {};
  try {
    raw = text === null ? {} : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return schema.parse(typeof raw === 'object' && raw !== null ? raw : {});
}

export function writePreferences(preferences: Preferences): void {
  if (typeof localStorage !== 'undefined') localStorage.setItem(key, JSON.stringify(preferences));
}
