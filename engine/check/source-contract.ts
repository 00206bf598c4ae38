import { problem, type Diagnostic } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { nearestName, sameName, type Schema } from '../core/schema.ts';
import { isOfType } from '../core/type-names.ts';
import { contractParams, type AnyNodeDefinition, type ParamRecord } from '../definition/index.ts';
import type { Binder } from './binder.ts';

/** Compares the columns that a source gives with those its contract states; everything about values is left to the Check node. */
export async function sourceContract(definition: AnyNodeDefinition, node: string, params: ParamRecord, outputs: Readonly<Record<string, Schema>>, base: string, binder: Binder): Promise<readonly Diagnostic[]> {
  const path = params['contract'];
  const schema = outputs[definition.outputs[0]?.name ?? ''];
  if (definition.params['contract'] !== contractParams.contract || typeof path !== 'string' || path === '' || !schema) return [];
  const answer = await binder.discover({ kind: 'rules', path, table: (params['contractTable'] as string | null) || null, severity: 'fail' }, base);
  if (!answer.ok) return [{ ...answer.problem, at: { node, param: answer.problem.at.param === 'table' ? 'contractTable' : 'contract' } }];
  if (answer.value.kind !== 'rules') throw new Error('Rules were asked for and something else was answered.');
  return answer.value.records.flatMap(({ record, line }) => {
    const wrong = againstColumns(record, schema);
    return wrong === null ? [] : [problem(wrong.code, `${line === null ? path : `${path}, line ${line}`}: ${wrong.told}. Mend the source of node "${node}", or the contract.`, { node, param: 'contract' })];
  });
}

interface Wrong {
  readonly code: 'column-missing' | 'type-mismatch';
  readonly told: string;
}

/** What is wrong with columns by one rule; null where nothing is, or where it is about values. */
function againstColumns(rule: JsonObject, schema: Schema): Wrong | null {
  const names = schema.map((c) => c.name);
  switch (rule['rule']) {
    case 'column-names': {
      const wanted = rule['names'] as readonly string[];
      const lacking = wanted.filter((name) => !names.some((n) => sameName(n, name)));
      if (lacking.length > 0) {
        const near = nearestName(lacking[0]!, names);
        return { code: 'column-missing', told: `column ${lacking.map((n) => `"${n}"`).join(', ')} is not there${near ? `; is it "${near}" now?` : ''}` };
      }
      const extra = names.filter((name) => !wanted.some((w) => sameName(name, w)));
      if (rule['arrangement'] !== 'all' && extra.length > 0) return { code: 'column-missing', told: `column ${extra.map((n) => `"${n}"`).join(', ')} is not stated` };
      if (rule['arrangement'] === 'order' && !names.every((name, i) => sameName(name, wanted[i]!))) return { code: 'column-missing', told: `the columns have to be in the order ${wanted.join(', ')}` };
      return null;
    }
    case 'column-count': {
      const [least, most] = [rule['minColumns'] as number | null, rule['maxColumns'] as number | null];
      if ((least === null || names.length >= least) && (most === null || names.length <= most)) return null;
      return { code: 'column-missing', told: `there are ${names.length} columns and not ${[least === null ? '' : `at least ${least}`, most === null ? '' : `at most ${most}`].filter(Boolean).join(' and ')}` };
    }
    case 'column-type': {
      const found = schema.find((c) => sameName(c.name, String(rule['column'])));
      const types = rule['values'] as readonly string[];
      // One that is not there is told by another rule of the contract, where it is asked for.
      if (!found || types.some((type) => isOfType(found.type, type))) return null;
      return { code: 'type-mismatch', told: `column "${found.name}" is ${found.type} and has to be ${types.join(' or ')}` };
    }
    default:
      return null;
  }
}
