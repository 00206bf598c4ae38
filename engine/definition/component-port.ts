import type { BuildContext } from './node-definition.ts';
import type { ParamSpec } from './param.ts';

/** Ports stand in edges, so they are spelled as edges allow. */
export const portName = /^[a-z][a-z0-9_-]{0,79}$/;

/** The settings of a node that stands for a port of the component its flow is used as. */
export const portParams = <const First extends string>(side: 'input' | 'output', first: First) =>
  ({
    port: { kind: 'text', label: `Name of the ${side}`, help: 'What edges and messages call it. Edges follow the name, so a new one lets go of them.', default: first },
    title: { kind: 'text', label: 'Title', help: 'What the node shows in its place; the name when empty.', default: '' },
    help: { kind: 'text', label: 'Help', help: 'What rows belong here, for those who use the component.', default: '', multiline: true },
    position: { kind: 'integer', label: 'Position', help: `Among the ${side}s of the component, the lowest first; those without one follow in the order of the file.`, default: null, min: 1, advanced: true },
  }) as const satisfies Readonly<Record<string, ParamSpec>>;

/** Reports a name that no edge could hold. */
export function checkPortName({ params, report }: Pick<BuildContext<{ readonly port: string }>, 'params' | 'report'>): void {
  if (!portName.test(params.port)) report('param-invalid', `"${params.port}" cannot be the name of a port. Write small letters, digits, _ and -, a letter first; the title may be any text.`, { param: 'port' });
}
