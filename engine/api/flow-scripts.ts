import type { CheckedFlow } from '../check/checked-flow.ts';
import { askedInterpreter } from '../scripting/python/find-python.ts';
import { scriptHash, type ScriptTrust } from '../scripting/script-trust.ts';
import type { FlowScript } from './contract.ts';

/** The scripts of a flow that run only once they are trusted, those inside components included; equal ones once for each node. */
export async function flowScripts(flow: CheckedFlow, trust: ScriptTrust): Promise<readonly FlowScript[]> {
  const found: FlowScript[] = [];
  for (const { id, definition, params } of flow.nodes) {
    const need = definition?.need?.(params) ?? null;
    if (need?.kind !== 'python') continue;
    const interpreter = askedInterpreter(need.interpreter, flow.base);
    const hash = scriptHash('python', interpreter, need.code);
    found.push({ node: id, language: 'python', interpreter, code: need.code, hash, trusted: await trust.isTrusted(hash) });
  }
  return found;
}
