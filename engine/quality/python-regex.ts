/** What Python means by characters of words, which RE2 looks for in ASCII only, and by the end of a text: alone, and within brackets, where only some can be said. */
const classes: Readonly<Record<string, { readonly alone: string; readonly within: string | null }>> = {
  w: { alone: '[\\p{L}\\p{N}_]', within: '\\p{L}\\p{N}_' },
  W: { alone: '[^\\p{L}\\p{N}_]', within: null },
  Z: { alone: '\\z', within: null },
};

/** A regular expression of Python in the spelling of RE2, which DuckDB reads: `\w` is a letter of any script, `\Z` and `\u00e9` are known. */
export function pythonRegex(pattern: string): string {
  let within = false;
  return pattern.replaceAll(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([\s\S])|\[\^?\]?|\]/g, (all, short?: string, long?: string, escaped?: string) => {
    const code = short ?? long;
    if (code !== undefined) return `\\x{${code}}`;
    if (escaped !== undefined) return classes[escaped]?.[within ? 'within' : 'alone'] ?? all;
    // A bracket that opens within brackets, and one that closes at once, stand for themselves.
    if (all === ']') within = false;
    else if (within) within = !all.endsWith(']');
    else within = true;
    return all;
  });
}
