import { DataType, TimeUnit, type Field, type Schema as ArrowSchema } from 'apache-arrow';
import { quotedIdentifier } from '../core/quoting.ts';
import { distinctNames, type Schema } from '../core/schema.ts';

/** A type of Arrow that no column here can have. */
export class UnknownArrowType extends Error {}

/** The columns an Arrow file gives, under names that differ in more than case, each with the type that holds all its values exactly. Throws UnknownArrowType. */
export function columnsOf(schema: ArrowSchema): Schema {
  const types = schema.fields.map((field) => typeOf(field.type as DataType, nameOf(field)));
  const names = schema.fields.map(nameOf);
  // One without a name is refused with the file.
  return (names.includes('') ? names : distinctNames(names)).map((name, i) => ({ name, type: types[i]! }));
}

/** The library gives null for the empty name, whatever its types say. */
const nameOf = (field: Field): string => (field.name as string | null) ?? '';

const timestamps = ['TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP', 'TIMESTAMP_NS'] as const;

function typeOf(type: DataType, name: string): string {
  const item = (field: Field): string => typeOf(field.type as DataType, name);
  if (DataType.isNull(type)) return 'VARCHAR';
  if (DataType.isBool(type)) return 'BOOLEAN';
  if (DataType.isInt(type)) return `${type.isSigned ? '' : 'U'}${{ 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[type.bitWidth as 8 | 16 | 32 | 64]}`;
  if (DataType.isFloat(type)) return type.precision === 2 ? 'DOUBLE' : 'FLOAT';
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) return 'VARCHAR';
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type) || DataType.isFixedSizeBinary(type)) return 'BLOB';
  if (DataType.isDecimal(type)) {
    if (type.precision > 38) throw new UnknownArrowType(`column "${name}" has decimals of ${type.precision} digits, more than 38`);
    if (type.scale < 0) throw new UnknownArrowType(`column "${name}" has decimals with a negative scale`);
    return `DECIMAL(${type.precision},${type.scale})`;
  }
  if (DataType.isDate(type)) return 'DATE';
  if (DataType.isTime(type)) return type.unit === TimeUnit.NANOSECOND ? 'TIME_NS' : 'TIME';
  if (DataType.isTimestamp(type)) return type.timezone ? 'TIMESTAMP WITH TIME ZONE' : timestamps[type.unit as 0 | 1 | 2 | 3];
  if (DataType.isInterval(type) || DataType.isDuration(type)) return 'INTERVAL';
  if (DataType.isDictionary(type)) return typeOf(type.dictionary as DataType, name);
  if (DataType.isList(type) || DataType.isLargeList(type)) return `${item(type.children[0]!)}[]`;
  if (DataType.isFixedSizeList(type)) return `${item(type.children[0]!)}[${type.listSize}]`;
  if (DataType.isStruct(type)) {
    if (type.children.length === 0) throw new UnknownArrowType(`column "${name}" has a struct without fields`);
    return `STRUCT(${type.children.map((f) => `${quotedIdentifier(f.name)} ${item(f as Field)}`).join(', ')})`;
  }
  if (DataType.isMap(type)) {
    const [key, value] = (type.children[0]!.type as unknown as { children: Field[] }).children;
    return `MAP(${item(key!)}, ${item(value!)})`;
  }
  throw new UnknownArrowType(`column "${name}" has the type ${String(type)}`);
}
