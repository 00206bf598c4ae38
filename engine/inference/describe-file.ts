import { createHash } from 'node:crypto';
import type { Answer } from '../check/binder.ts';
import { problem } from '../core/diagnostic.ts';
import type { ModelDescription } from '../relation/model-description.ts';
import type { ModelFile } from './read-model.ts';
import type { StartProbe } from './probe-process.ts';

/** Reads what a model file says of itself and opens it once in a throw-away process; a model that passed is not opened again until its bytes change. */
export function modelDescriber(probeEntry: URL, startProbe?: StartProbe): (path: string) => Promise<Answer<ModelDescription>> {
  const passed = new Map<string, Answer<ModelDescription>>();
  return async (path) => {
    const [{ describeModel }, { probeModel }, { ModelError }, { readModel }] = await Promise.all([import('./describe-model.ts'), import('./probe-model.ts'), import('./model-error.ts'), import('./read-model.ts')]);
    const refused = (error: unknown): Answer<ModelDescription> => {
      if (!(error instanceof ModelError)) throw error;
      return { ok: false, problem: problem(error.diagnosticCode, `The model ${path}: ${error.message} ${error.advice}`) };
    };
    let file: ModelFile;
    try {
      file = await readModel(path);
    } catch (error) {
      // What is beside a model may be put right without a change of the model itself.
      return refused(error);
    }
    const hash = createHash('sha256').update(file.bytes).digest('hex');
    const known = passed.get(hash);
    if (known) return known;
    let answer: Answer<ModelDescription>;
    try {
      const description = { ...describeModel(file.bytes, hash), ...(file.besides.length > 0 ? { besides: file.besides } : {}) };
      await probeModel(file.bytes, description, { probeEntry, ...(startProbe ? { startProbe } : {}) });
      answer = { ok: true, value: description };
    } catch (error) {
      answer = refused(error);
    }
    passed.set(hash, answer);
    return answer;
  };
}
