import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import type { Answer } from '../check/binder.ts';
import { problem } from '../core/diagnostic.ts';
import type { ModelDescription } from '../relation/model-description.ts';
import type { StartProbe } from './probe-process.ts';

/** Reads what a model file says of itself and opens it once in a throw-away process; a model that passed is not opened again until its bytes change. */
export function modelDescriber(probeEntry: URL, startProbe?: StartProbe): (path: string) => Promise<Answer<ModelDescription>> {
  const passed = new Map<string, Answer<ModelDescription>>();
  return async (path) => {
    const bytes = await readFile(path);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const known = passed.get(hash);
    if (known) return known;
    const [{ describeModel }, { probeModel }, { ModelError }] = await Promise.all([import('./describe-model.ts'), import('./probe-model.ts'), import('./model-error.ts')]);
    let answer: Answer<ModelDescription>;
    try {
      const description = describeModel(bytes, hash);
      await probeModel(bytes, description, { probeEntry, ...(startProbe ? { startProbe } : {}) });
      answer = { ok: true, value: description };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      answer = { ok: false, problem: problem(error.diagnosticCode, `The model ${path}: ${error.message} ${error.advice}`) };
    }
    passed.set(hash, answer);
    return answer;
  };
}
