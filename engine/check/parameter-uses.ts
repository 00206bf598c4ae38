import type { AnyNodeDefinition, ParamRecord } from '../definition/index.ts';
import { findParameters } from '../expression/find-parameters.ts';
import { findParams, withParam } from './check-params.ts';

const inTexts = ['text', 'file'] as const;
const inExpressions = ['sql', 'expression'] as const;
const braced = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** The flow parameters that the settings of a node use, and in which way. */
export interface ParameterUses {
  readonly texts: ReadonlySet<string>;
  readonly expressions: ReadonlySet<string>;
}

export function parameterUses(definition: AnyNodeDefinition, params: ParamRecord): ParameterUses {
  const texts = inTexts.flatMap((kind) => findParams(kind, definition.params, params)).flatMap((found) => [...found.value.matchAll(braced)].map((m) => m[1]!));
  const expressions = inExpressions.flatMap((kind) => findParams(kind, definition.params, params)).flatMap((found) => findParameters(found.value).map((use) => use.name));
  return { texts: new Set(texts), expressions: new Set(expressions) };
}

/** The settings with each use of a flow parameter written in another way; null leaves it as it is. */
export function withParameterUses(definition: AnyNodeDefinition, params: ParamRecord, write: { text(name: string): string | null; expression(name: string): string | null }): ParamRecord {
  let next = params;
  const put = (path: string, before: string, after: string): void => void (next = after === before ? next : withParam(next, path, after));
  for (const kind of inTexts) for (const found of findParams(kind, definition.params, params)) put(found.path, found.value, found.value.replaceAll(braced, (whole, name: string) => write.text(name) ?? whole));
  for (const kind of inExpressions) {
    for (const found of findParams(kind, definition.params, params)) {
      // From the last to the first, so that places stay what they are.
      const after = findParameters(found.value).toReversed().reduce((text, use) => text.slice(0, use.start) + (write.expression(use.name) ?? text.slice(use.start, use.end)) + text.slice(use.end), found.value);
      put(found.path, found.value, after);
    }
  }
  return next;
}
