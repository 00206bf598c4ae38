/** JSON text indented by two spaces without reading its numbers, so that no digit is lost; text that is no JSON stays as it is. */
export function indentJson(text: string): string {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return text;
  let out = '';
  let depth = 0;
  let inText = false;
  const line = () => `\n${'  '.repeat(Math.max(0, depth))}`;
  for (let i = 0; i < trimmed.length; i++) {
    const char = trimmed[i]!;
    if (inText) {
      out += char;
      if (char === '\\') out += trimmed[++i] ?? '';
      else if (char === '"') inText = false;
    } else if (char === '"') {
      inText = true;
      out += char;
    } else if (char === '{' || char === '[') {
      const closing = char === '{' ? '}' : ']';
      const next = trimmed.slice(i + 1).trimStart();
      if (next.startsWith(closing)) {
        out += char + closing;
        i += trimmed.slice(i + 1).indexOf(closing) + 1;
      } else {
        depth++;
        out += char + line();
      }
    } else if (char === '}' || char === ']') {
      depth--;
      out += line() + char;
    } else if (char === ',') out += char + line();
    else if (char === ':') out += ': ';
    else if (!/\s/.test(char)) out += char;
  }
  return out;
}
