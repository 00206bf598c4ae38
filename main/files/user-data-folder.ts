import { homedir } from 'node:os';
import { join } from 'node:path';

/** The person's own folder for what outlives a session outside the desktop shell; MILLRACE_DATA names another. */
export function userDataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env['MILLRACE_DATA']) return env['MILLRACE_DATA'];
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Millrace');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Millrace');
  return join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'millrace');
}

/** Where it is kept which scripts the person trusts: one place for windows and commands, outside every project. */
export const trustedScripts = (): string => join(userDataFolder(), 'trusted-scripts');

/** Where it is kept which folders outside a project the person lets its flows use. */
export const trustedPaths = (): string => join(userDataFolder(), 'trusted-paths');
