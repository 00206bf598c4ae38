import { createHash } from 'node:crypto';
import type { Answer } from '../check/binder.ts';
import { problem } from '../core/diagnostic.ts';
import type { ExecutionProvider } from '../relation/model-call.ts';
import type { ModelDescription } from '../relation/model-description.ts';
import type { ModelFile } from './read-model.ts';
import type { StartProbe } from './probe-process.ts';

/** Reads what a model file says of itself and opens it once in a throw-away process; a model that passed is not opened again until its bytes change. */
export function modelDescriber(probeEntry: URL, startProbe?: StartProbe): (path: string, provider?: ExecutionProvider) => Promise<Answer<ModelDescription>> {
  const passed = new Map<string, Answer<ModelDescription>>();
  return async (path, provider = 'cpu') => {
    const [{ describeModel }, { probeModel, probeRanks }, { ModelError, providerMissing }, { readModel }] = await Promise.all([import('./describe-model.ts'), import('./probe-model.ts'), import('./model-error.ts'), import('./read-model.ts')]);
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
    /** What a trial on one provider says, kept by what was tried. */
    const tried = async (on: ExecutionProvider, describe: () => ModelDescription): Promise<Answer<ModelDescription>> => {
      const key = `${on} ${hash}`;
      const known = passed.get(key);
      if (known) return known;
      let answer: Answer<ModelDescription>;
      try {
        let description = describe();
        await probeModel(file.bytes, description, { probeEntry, provider: on, ...(startProbe ? { startProbe } : {}) });
        if (on === 'cpu') {
          const ranks = await probeRanks(file.bytes, description, { probeEntry, ...(startProbe ? { startProbe } : {}) });
          if (ranks.length > 0) description = { ...description, tried: ranks };
        }
        answer = { ok: true, value: description };
      } catch (error) {
        // The processor took the model, so whatever goes wrong then comes of the provider: a driver may end the process.
        const ofProvider = on !== 'cpu' && error instanceof ModelError && error.code !== 'provider-missing';
        answer = refused(ofProvider ? providerMissing(on, error.message.replace(/[.\s]+$/, ''), error) : error);
      }
      passed.set(key, answer);
      return answer;
    };
    const plain = await tried('cpu', () => ({ ...describeModel(file.bytes, hash), ...(file.besides.length > 0 ? { besides: file.besides } : {}) }));
    if (!plain.ok || provider === 'cpu') return plain;
    const there = await tried(provider, () => plain.value);
    return there.ok ? there : { ok: false, problem: { ...there.problem, at: { param: 'provider' } } };
  };
}
