import { z } from 'zod';
import type { Validators } from '../../engine/api/transport/answer-call.ts';
import { engineSettings } from './user-settings.ts';
import type { OsCalls } from '../contract/os-calls.ts';

// A NUL would end the path for the operating system only.
const path = z.string().min(1).max(4096).refine((p) => !p.includes('\0'), 'holds a NUL');
const base = z.string().max(4096).refine((p) => !p.includes('\0'), 'holds a NUL');
const text = z.string().max(64 * 1024 * 1024);
const extensions = z.array(z.string().max(40).regex(/^\.?[A-Za-z0-9._-]+$/)).max(100);

/** What the window may ask of the operating system, call by call. */
export const osValidators: Validators<OsCalls> = {
  initial: z.undefined(),
  samples: z.undefined(),
  recent: z.undefined(),
  chooseFlow: z.undefined(),
  open: z.strictObject({ path }),
  save: z.strictObject({ path: path.nullable(), text, suggestedName: z.string().max(255) }),
  saveNew: z.strictObject({ path, text }),
  autosave: z.strictObject({ path: path.nullable(), text: text.nullable() }),
  environments: z.strictObject({ base }),
  saveEnvironments: z.strictObject({ base, before: text.nullable(), text }),
  schedules: z.strictObject({ base }),
  saveSchedules: z.strictObject({ base, before: text.nullable(), text }),
  revisions: z.strictObject({ path }),
  readVersion: z.strictObject({ path, revision: z.string().regex(/^[0-9a-f]{7,64}$/).nullable() }),
  chooseFile: z.strictObject({ base, extensions, access: z.enum(['read', 'write']) }),
  listFiles: z.strictObject({ base, extensions }),
  preferences: z.undefined(),
  savePreferences: z.strictObject({ text: z.string().max(1_000_000) }),
  settings: z.undefined(),
  saveSettings: engineSettings,
  showLanguage: z.strictObject({ language: z.enum(['en', 'de']) }),
  platform: z.undefined(),
};
