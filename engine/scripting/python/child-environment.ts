/** What an interpreter needs to find itself and its packages; nothing else of the environment, which may hold secrets, is handed on. */
const needed = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'SYSTEMROOT', 'windir', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PYENV_ROOT', 'PYENV_VERSION', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'] as const;

export function childEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = needed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  // With a hash seed of its own each process would go through sets in another order.
  return { ...Object.fromEntries(kept), PYTHONHASHSEED: '0', PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' };
}
