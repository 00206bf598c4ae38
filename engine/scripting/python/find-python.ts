import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { childEnvironment } from './child-environment.ts';

const windows = process.platform === 'win32';

/** What a node asks for, as it is trusted: an absolute path, the bare name of a program, or '' for the one that is found. */
export const askedInterpreter = (interpreter: string, base: string): string => (interpreter === '' || (!/[\\/]/.test(interpreter) && !interpreter.startsWith('.')) ? interpreter : isAbsolute(interpreter) ? interpreter : resolve(base, interpreter));

/** The absolute path of the interpreter that `asked` stands for, the folder of a virtual environment included; null where there is none. */
export async function findPython(asked: string, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  if (isAbsolute(asked)) {
    const inside = (await stat(asked).catch(() => null))?.isDirectory() === true ? join(asked, windows ? 'Scripts/python.exe' : 'bin/python') : asked;
    return (await isProgram(inside)) ? inside : null;
  }
  const active = env['VIRTUAL_ENV'];
  const folders = [...(active === undefined || asked !== '' ? [] : [join(active, windows ? 'Scripts' : 'bin')]), ...(env['PATH'] ?? env['Path'] ?? '').split(delimiter)].filter(isAbsolute);
  const names = asked === '' ? ['python3', 'python'] : [asked];
  for (const name of names) for (const folder of folders) {
    const path = join(folder, windows && !/\.exe$/i.test(name) ? `${name}.exe` : name);
    if (await isProgram(path)) return path;
  }
  return null;
}

const isProgram = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && (await access(path, constants.X_OK).then(() => true, () => false));
};

/** What an interpreter says of itself and of a script that it has not run. */
export interface PythonProbe {
  readonly version: string;
  /** Packages of those asked for that it lacks. */
  readonly lacks: readonly string[];
  readonly wrong: { readonly message: string; readonly line: number } | null;
}

/** Parses without running: a script without a function `transform` is wrong, one that may get it from elsewhere is not. */
const probe = String.raw`
import sys, os
sys.path[:] = [p for p in sys.path if p and os.path.abspath(p) != os.getcwd()]
import ast, importlib.util, json, warnings
warnings.simplefilter('ignore')
code, packages = json.loads(sys.stdin.buffer.read())
wrong = None
try:
    tree = ast.parse(code, '<script>')
    compile(code, '<script>', 'exec')
    names = [n for s in ast.walk(tree) for n in ([s.name] if isinstance(s, (ast.FunctionDef, ast.ClassDef)) else [a.asname or a.name for a in s.names] if isinstance(s, (ast.Import, ast.ImportFrom)) else [s.id] if isinstance(s, ast.Name) and isinstance(s.ctx, ast.Store) else [])]
    if 'transform' not in names and '*' not in names: wrong = {'message': 'it defines no function transform(table)', 'line': 0}
except (SyntaxError, ValueError) as error: wrong = {'message': getattr(error, 'msg', None) or str(error), 'line': getattr(error, 'lineno', None) or 0}
print(json.dumps({'version': '.'.join(map(str, sys.version_info[:3])), 'lacks': [p for p in packages if importlib.util.find_spec(p) is None], 'wrong': wrong}))
`;

/** Asks an interpreter; the script itself is not run. Throws with what the system said when it gives no answer. */
export function askPython(interpreter: string, code: string, packages: readonly string[], folder: string): Promise<PythonProbe> {
  return new Promise((done, fail) => {
    const child = execFile(interpreter, ['-c', probe], { env: childEnvironment(), cwd: folder, timeout: 30_000, killSignal: 'SIGKILL', maxBuffer: 1 << 20, windowsHide: true }, (error, stdout, stderr) => {
      if (error) return fail(new Error(stderr.trim().split('\n').at(-1) || (error.killed === true ? 'it did not answer within 30 seconds' : String(error.code ?? error.message))));
      try {
        done(JSON.parse(stdout) as PythonProbe);
      } catch {
        fail(new Error(`it answered ${JSON.stringify(stdout.slice(0, 200))}`));
      }
    });
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(JSON.stringify([code, packages]));
  });
}
