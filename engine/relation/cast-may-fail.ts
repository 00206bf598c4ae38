const order = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];
const unsigned = ['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT'];

/** Whether a value of one single type may have none in another; true where it is not certain. */
export function castMayFail(from: string, to: string): boolean {
  const [source, target] = [from.toUpperCase(), to.toUpperCase()];
  if (source === target || target === 'VARCHAR' || source === 'BOOLEAN') return false;
  // Any number but a DOUBLE is within the range of FLOAT.
  if (target === 'DOUBLE') return !isNumber(source);
  if (target === 'FLOAT') return !isNumber(source) || source === 'DOUBLE';
  if (target === 'BOOLEAN') return !isNumber(source);
  const signedTarget = order.indexOf(target);
  if (order.includes(source)) return signedTarget < order.indexOf(source);
  if (!unsigned.includes(source)) return true;
  const width = unsigned.indexOf(source);
  return signedTarget >= 0 ? signedTarget <= width : unsigned.indexOf(target) < width;
}

const isNumber = (type: string): boolean => order.includes(type) || unsigned.includes(type) || type === 'FLOAT' || type === 'DOUBLE' || type.startsWith('DECIMAL');
