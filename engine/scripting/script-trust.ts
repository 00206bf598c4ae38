import { createHash } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../core/json.ts';

/** Which scripts a person has trusted: those outside a sandbox can do all that the person can, so each is run only after that, with exactly this text and interpreter. */
export interface ScriptTrust {
  isTrusted(hash: string): Promise<boolean>;
  trust(hashes: readonly string[]): Promise<void>;
}

/** The scripts that are trusted from the start: all, those named in a folder of the person's own, which keeps them, or none. */
export type TrustedScripts = 'all' | { readonly folder: string };

export function scriptTrust(trusted?: TrustedScripts): ScriptTrust {
  return trusted === undefined || trusted === 'all' ? trustInMemory(trusted === 'all') : trustInFolder(trusted.folder);
}

/** Names a script with the interpreter that its node asks for: an absolute path, a bare name, or '' for the one that is found. */
export const scriptHash = (language: 'python', interpreter: string, code: string): string => createHash('sha256').update(canonicalJson([language, interpreter, code])).digest('hex');

export const isScriptHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Trusts what is named while the program runs, and with `all` every script. */
function trustInMemory(all = false): ScriptTrust {
  const trusted = new Set<string>();
  return {
    isTrusted: async (hash) => all || trusted.has(hash),
    async trust(hashes) {
      for (const hash of hashes) trusted.add(hash);
    },
  };
}

/** Keeps trust in a folder of the person's own, outside every project, as one empty file per script. */
function trustInFolder(folder: string): ScriptTrust {
  return {
    async isTrusted(hash) {
      try {
        await stat(join(folder, hash));
        return true;
      } catch (error) {
        if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
        throw error;
      }
    },
    async trust(hashes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const hash of hashes.filter(isScriptHash)) await writeFile(join(folder, hash), '', { mode: 0o600 });
    },
  };
}
