export interface ErrorReport {
  /** What failed, such as `Inspector`. */
  readonly part: string;
  readonly error: unknown;
  /** React's list of components around the place, or nothing. */
  readonly components: string;
  readonly version: string;
  readonly browser: string;
}

/** A report that a person may pass on as it is: message, stack and versions; quoted text and where the program lies are left out, for they may hold data. */
export function errorReport({ part, error, components, version, browser }: ErrorReport): string {
  const { name, message, stack } = error instanceof Error ? error : { name: 'Thrown', message: String(error), stack: '' };
  return [`Millrace ${version}`, browser, `${part} failed`, '', `${name}: ${withoutQuoted(message)}`, ...frames(stack ?? '').slice(0, 12), ...(components.trim() === '' ? [] : ['', 'Inside:', ...frames(components).slice(0, 12)])].join('\n');
}

/** Messages of the runtime quote names in single quotes; what stands in double quotes or backticks is text it was given. */
const withoutQuoted = (message: string): string => message.replace(/"[^"]*("|$)/gs, '"…"').replace(/`[^`]*(`|$)/gs, '`…`');

const frames = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .map((line) => `  ${line.replace(/[a-z-]+:\/\/\S*\/([^/\s]*)/g, '$1')}`);
