/** The type a value is stored as where a database has no such type: nothing is rounded on the way. */
export function storedType(system: 'duckdb' | 'sqlite' | 'ducklake' | 'postgres' | 'mysql', type: string): string {
  if (system === 'duckdb') return type;
  // Names of fields stand between quotes; lists of a fixed length are plain ones there.
  if (system === 'ducklake') return /\b(ENUM|UNION|BIT|BIGNUM)\b|\[\d+\]/.test(type.replaceAll(/"(?:[^"]|"")*"/g, '')) ? 'VARCHAR' : type;
  if (/^U?HUGEINT$/.test(type)) return system === 'sqlite' ? 'VARCHAR' : 'DECIMAL(38,0)';
  if (system === 'postgres') {
    if (type === 'UBIGINT') return 'DECIMAL(20,0)';
    return /^(STRUCT|MAP|UNION)\(|^BIT$|\[\d+\]$/.test(type) ? 'VARCHAR' : type;
  }
  if (system === 'mysql') return /^(STRUCT|MAP|UNION)\(|^BIT$|^UUID$|^INTERVAL$|\]$/.test(type) ? 'VARCHAR' : type;
  // SQLite keeps whole numbers, doubles, texts and bytes; times as texts that sort.
  return /^(U?TINYINT|U?SMALLINT|U?INTEGER|BIGINT|BOOLEAN|DOUBLE|FLOAT|VARCHAR|BLOB|DATE|TIMESTAMP)$/.test(type) ? type : 'VARCHAR';
}
