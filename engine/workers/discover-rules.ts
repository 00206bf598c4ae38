import { readFile } from 'node:fs/promises';
import type { Answer } from '../check/binder.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { Fact, Need } from '../definition/need.ts';
import { parseSuite } from '../io/suite-file.ts';
import { rulesOfSuite } from '../quality/rules-of-suite.ts';

/** The rules that a suite of expectations or a data contract holds, each with the line it stands in. */
export async function discoverRules(need: Extract<Need, { kind: 'rules' }>, path: string): Promise<Answer<Fact>> {
  try {
    const suite = parseSuite(await readFile(path, 'utf8'), need.path, need.table);
    const { rules, madeOf, notMapped, leftOf } = rulesOfSuite(suite.expectations, need.severity);
    const left = [...suite.notMapped, ...notMapped.map((what, i) => ({ what, at: leftOf[i]!.at ?? [] }))];
    return {
      ok: true,
      value: {
        kind: 'rules',
        name: suite.name,
        records: rules.map((record, i) => ({ record, line: suite.lineOf(madeOf[i]!.at ?? []) })),
        left: left.map(({ what, at }) => ({ what, line: suite.lineOf(at) })),
      },
    };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { ok: false, problem: { ...error.diagnostic, at: { param: / describes /.test(error.message) ? 'table' : 'path' } } };
  }
}
