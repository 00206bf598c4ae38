import { execFileSync } from 'node:child_process';

/** Why a test that needs to mount cannot run here, or null. */
export function cannotMount(): string | null {
  if (process.platform !== 'linux') return 'mounting is tried on Linux only';
  if (process.getuid?.() !== 0) return 'only root may mount a file system';
  return null;
}

/** Mounts a memory disk of `megabytes` at `folder`; gives the function that unmounts it. */
export function mountSmallDisk(folder: string, megabytes: number): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  return () => void execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
}

/** Makes `folder` read-only, for root too. */
export function mountReadOnly(folder: string): () => void {
  execFileSync('mount', ['--bind', folder, folder], { stdio: 'pipe' });
  execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'pipe' });
  return () => void execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
}
