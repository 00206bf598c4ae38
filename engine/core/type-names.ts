/** Kinds of values, each with the names that databases, Spark, pandas, numpy and Python give it; compared in capitals without digits of width or arguments. */
const kinds: readonly { readonly of: RegExp; readonly names: string }[] = [
  { of: /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/, names: 'INTEGER INT LONG BIGINT SMALLINT TINYINT HUGEINT UINTEGER UBIGINT USMALLINT UTINYINT BYTEINT INT8 INT16 INT32 INT64 INT2 INT4 UINT8 UINT16 UINT32 UINT64 NUMBER NUMERIC INTEGERTYPE LONGTYPE SHORTTYPE BYTETYPE BIGINTEGER SMALLINTEGER INT64DTYPE INT_ LONGLONG SERIAL BIGSERIAL' },
  { of: /^(FLOAT|DOUBLE)$/, names: 'FLOAT DOUBLE REAL DOUBLE_PRECISION FLOAT4 FLOAT8 FLOAT16 FLOAT32 FLOAT64 BINARY_FLOAT BINARY_DOUBLE NUMBER NUMERIC FLOATTYPE DOUBLETYPE FLOAT_ DOUBLE PRECISION' },
  { of: /^DECIMAL\(/, names: 'DECIMAL NUMERIC NUMBER DECIMALTYPE BIGNUMERIC DEC' },
  { of: /^(VARCHAR$|ENUM\()/, names: 'VARCHAR TEXT CHAR STRING NVARCHAR NCHAR UNICODE UNICODETEXT CLOB CHARACTER BPCHAR CITEXT STRINGTYPE STR OBJECT STRING_TYPES UNICODE VARCHAR2 NAME ENUM' },
  { of: /^BOOLEAN$/, names: 'BOOLEAN BOOL BIT BOOLEANTYPE BOOL_' },
  { of: /^DATE$/, names: 'DATE DATETYPE' },
  { of: /^TIMESTAMP(_S|_MS|_NS)?$/, names: 'TIMESTAMP DATETIME DATETIME2 SMALLDATETIME TIMESTAMP_NTZ TIMESTAMPTYPE TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS DATETIME64 TIMESTAMP WITHOUT TIME ZONE' },
  { of: /^TIMESTAMP WITH TIME ZONE$/, names: 'TIMESTAMPTZ TIMESTAMP_TZ TIMESTAMP DATETIMEOFFSET TIMESTAMP_LTZ TIMESTAMPTYPE TIMESTAMP WITH TIME ZONE DATETIME' },
  { of: /^TIME( WITH TIME ZONE)?$/, names: 'TIME TIMETZ' },
  { of: /^INTERVAL$/, names: 'INTERVAL TIMEDELTA TIMEDELTA64' },
  { of: /^BLOB$/, names: 'BLOB BYTEA BINARY VARBINARY LARGEBINARY BYTES BINARYTYPE LONGBLOB' },
  { of: /^UUID$/, names: 'UUID GUID UNIQUEIDENTIFIER' },
  { of: /^JSON$/, names: 'JSON JSONB VARIANT' },
  { of: /\[\d*\]$/, names: 'ARRAY LIST ARRAYTYPE' },
  { of: /^STRUCT\(/, names: 'STRUCT ROW RECORD STRUCTTYPE DICT JSON' },
  { of: /^MAP\(/, names: 'MAP MAPTYPE DICT' },
];

/** The name as the table has it: capitals, no arguments, no module in front. */
const plainName = (name: string): string => {
  const upper = name.trim().toUpperCase().replace(/\(.*\)$/, '').replace(/\[[A-Z]+\]$/, '');
  return upper.startsWith('TIMESTAMP W') ? upper : upper.replace(/^.*\./, '').replaceAll(' ', '_');
};

/** Whether a DuckDB type is of the kind a type's name stands for; the width of a number is not compared. A name nobody knows stands for no type. */
export const isOfType = (type: string, name: string): boolean => type.toUpperCase() === name.trim().toUpperCase() || (kinds.find(({ of }) => of.test(type))?.names.split(' ').includes(plainName(name)) ?? plainName(type) === plainName(name));

