/** One field of a protobuf message: `bytes` is the whole field (tag included), `value` its payload when length-delimited. */
export interface ProtobufField {
  number: number;
  bytes: Uint8Array;
  value: Uint8Array;
  varint: number;
}

class Cursor {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Reads a varint as a number; beyond 2^53 it is only approximate, which no field read here reaches. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('protobuf: message ends inside a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new RangeError('protobuf: number longer than ten bytes');
  }

  skip(length: number): void {
    if (this.at + length > this.bytes.length) throw new RangeError('protobuf: message ends inside a field');
    this.at += length;
  }
}

/**
 * Splits a message into its fields without copying; throws RangeError when it is cut or malformed. Editing on this level
 * keeps fields that a newer ONNX added, which decoding and encoding again would drop.
 */
export function protobufFields(message: Uint8Array): ProtobufField[] {
  const cursor = new Cursor(message);
  const fields: ProtobufField[] = [];
  while (cursor.at < message.length) {
    const start = cursor.at;
    const tag = cursor.varint();
    const number = Math.floor(tag / 8);
    let valueStart = cursor.at;
    let varint = 0;
    switch (tag % 8) {
      case 0:
        varint = cursor.varint();
        break;
      case 1:
        cursor.skip(8);
        break;
      case 2: {
        const length = cursor.varint();
        valueStart = cursor.at;
        cursor.skip(length);
        break;
      }
      case 5:
        cursor.skip(4);
        break;
      default:
        throw new RangeError(`protobuf: unknown wire type ${tag % 8}`);
    }
    if (number === 0) throw new RangeError('protobuf: field number 0');
    fields.push({
      number,
      bytes: message.subarray(start, cursor.at),
      value: message.subarray(valueStart, cursor.at),
      varint,
    });
  }
  return fields;
}

function encodedVarint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

/** Encodes one length-delimited field, its payload given in parts. */
export function delimitedField(number: number, parts: Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.from([...encodedVarint(number * 8 + 2), ...encodedVarint(length)]), ...parts];
}

/** Joins parts into one array of bytes. */
export function joinedBytes(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
