/** Any column or table name as a SQL identifier; every text without NUL round-trips. */
export function quotedIdentifier(name: string): string {
  if (name.includes('\0')) throw new RangeError('An identifier cannot hold a NUL character.');
  return `"${name.replaceAll('"', '""')}"`;
}

/** Any text as a SQL expression of type VARCHAR; NUL characters are spliced in by chr(0), since they would end the statement. */
export function quotedText(text: string): string {
  if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`;
  return `(${text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`).join(' || chr(0) || ')})`;
}
