import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Engine } from '../api/engine.ts';
import { DiagnosticError, problem } from '../core/diagnostic.ts';
import type { Expectation } from '../quality/expectation.ts';
import { writeValue } from '../quality/json-value.ts';
import { probes, setProbes, suggestions } from '../quality/suggest-expectations.ts';
import { exit, type Console } from './console.ts';

/** `millrace suggest`: a suite of expectations that a file meets as it is, to be read and edited by a person. */
export async function suggestCommand(data: string, options: { readonly to?: string }, engine: Engine, console: Console): Promise<number> {
  const name = basename(data).replace(/(\.[^.]*?)(\.(gz|zst))?$/i, '');
  const judge = (expectations: readonly Expectation[]) => engine.validate({ data, suite: { name, expectations, parameters: {}, meta: null }, tables: {}, parameters: {}, now: Date.now(), format: 'COMPLETE' });
  const { schema } = await judge([]);
  const { judged: probed } = await judge(probes(schema));
  const { judged: sets } = await judge(setProbes(schema, probed));
  const expectations = suggestions(schema, probed, sets);
  const suite = `${writeValue({ name, expectations: expectations.map(({ type, kwargs }) => ({ type, kwargs })), meta: { notes: `Suggested from ${basename(data)} as it was; read each before you rely on it.` } })}\n`;
  if (options.to === undefined) {
    console.out(suite);
    return exit.done;
  }
  try {
    await writeFile(options.to, suite, { flag: 'wx' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DiagnosticError(problem('target-read-only', code === 'EEXIST' ? `${options.to} is there already. Name another file.` : `The suite cannot be written to ${options.to} (${code ?? String(error)}). Choose another file.`));
  }
  console.out(`${options.to}: ${expectations.length} expectations\n`);
  return exit.done;
}
