import { stat } from 'node:fs/promises';
import type { Answer } from '../check/binder.ts';
import { problem } from '../core/diagnostic.ts';
import type { Fact, Need } from '../definition/need.ts';
import { askPython, askedInterpreter, findPython, type PythonProbe } from '../scripting/python/find-python.ts';
import { scriptHash, type ScriptTrust } from '../scripting/script-trust.ts';

/** Packages of Python that a script needs. */
const packagesFor = { arrow: ['pyarrow'], pandas: ['pyarrow', 'pandas'] } as const;

/** Finds the interpreter of a script and asks it whether it can run it; nothing is started before the script is trusted, since the interpreter is the flow's choice too. */
export class PythonDiscoverer {
  private readonly answers = new Map<string, PythonProbe>();
  private readonly trust: ScriptTrust;

  constructor(trust: ScriptTrust) {
    this.trust = trust;
  }

  async discover({ code, interpreter, frame }: Extract<Need, { kind: 'python' }>, base: string): Promise<Answer<Fact>> {
    const asked = askedInterpreter(interpreter, base);
    const hash = scriptHash('python', asked, code);
    if (!(await this.trust.isTrusted(hash))) return { ok: false, problem: problem('script-untrusted', 'The script is Python, which can do all that you can, and its text has not been trusted on this machine. Read it; then trust it in the window, or run with --trust-scripts.', { param: 'code' }) };
    const path = await findPython(asked);
    if (path === null) return { ok: false, problem: problem('python-missing', `${asked === '' ? 'No python3 or python is on the path of this machine' : `There is no interpreter of Python at "${interpreter}"`}. Install Python, or name its program or the folder of a virtual environment.`, { param: 'interpreter' }) };
    const packages = packagesFor[frame];
    let found: PythonProbe;
    try {
      found = await this.ask(path, code, packages, base);
    } catch (error) {
      return { ok: false, problem: problem('python-missing', `${path} cannot be used (${error instanceof Error ? error.message : String(error)}). Try it in a terminal, or name another interpreter.`, { param: 'interpreter' }) };
    }
    if (found.lacks.length > 0) return { ok: false, problem: problem('python-missing', `${path} (Python ${found.version}) lacks ${found.lacks.join(' and ')}. Install what it lacks with: "${path}" -m pip install ${found.lacks.join(' ')}`, { param: 'interpreter' }) };
    if (found.wrong) return { ok: false, problem: problem('script-syntax', `The script cannot be used: ${found.wrong.message}${found.wrong.line > 0 ? ` (line ${found.wrong.line})` : ''}. Write a function transform(table) that returns a table.`, { param: 'code', ...(found.wrong.line > 0 ? { span: spanOfLine(code, found.wrong.line) } : {}) }) };
    return { ok: true, value: { kind: 'python', interpreter: path } };
  }

  /** What lacks may be installed the next moment, so only an answer without trouble is kept. */
  private async ask(path: string, code: string, packages: readonly string[], base: string): Promise<PythonProbe> {
    const { size, mtimeMs } = await stat(path);
    const key = JSON.stringify([path, size, mtimeMs, code, packages]);
    const known = this.answers.get(key);
    if (known) return known;
    const found = await askPython(path, code, packages, base);
    if (this.answers.size > 200) this.answers.clear();
    if (found.lacks.length === 0) this.answers.set(key, found);
    return found;
  }
}

function spanOfLine(code: string, line: number): { readonly start: number; readonly end: number } {
  const lines = code.split('\n');
  const at = Math.min(line, lines.length) - 1;
  const start = lines.slice(0, at).reduce((sum, text) => sum + text.length + 1, 0);
  return { start, end: start + lines[at]!.length };
}
