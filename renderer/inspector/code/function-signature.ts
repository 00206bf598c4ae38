/** One way to call a function: the text as it is shown and where each parameter lies in it. */
export interface CallSignature {
  readonly label: string;
  /** Half-open UTF-16 ranges in the label. */
  readonly parameters: readonly (readonly [start: number, end: number])[];
  readonly variadic: boolean;
}

/** Finds the parameters in a signature such as `round(x DECIMAL, precision INTEGER) → DECIMAL`. */
export function parseSignature(label: string): CallSignature {
  const open = label.indexOf('(');
  if (open < 0) return { label, parameters: [], variadic: false };
  const parameters: [number, number][] = [];
  let depth = 0;
  let start = open + 1;
  let end = label.length;
  const add = (to: number) => {
    const raw = label.slice(start, to);
    if (raw.trim() === '') return;
    const from = start + (raw.length - raw.trimStart().length);
    parameters.push([from, from + raw.trim().length]);
  };
  for (let i = open; i < label.length; i++) {
    const char = label[i]!;
    if ('([{<'.includes(char)) depth++;
    else if (')]}'.includes(char) || (char === '>' && !'-='.includes(label[i - 1]!))) depth--;
    else if (char === ',' && depth === 1) {
      add(i);
      start = i + 1;
    }
    if (depth === 0) {
      end = i;
      break;
    }
  }
  add(end);
  const last = parameters.at(-1);
  return { label, parameters, variadic: last !== undefined && label.slice(...last).includes('...') };
}

/** The first signature that takes the argument with this number, else the last one. */
export function bestSignature(signatures: readonly CallSignature[], argument: number): number {
  const fitting = signatures.findIndex((s) => s.variadic || s.parameters.length > argument || (argument === 0 && s.parameters.length === 0));
  return fitting < 0 ? Math.max(0, signatures.length - 1) : fitting;
}

/** The parameter to highlight for an argument; the last one again where the function takes any number. */
export function activeParameter(signature: CallSignature, argument: number): number {
  return signature.variadic ? Math.min(argument, signature.parameters.length - 1) : argument;
}
