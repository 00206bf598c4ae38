/*
 * A frame: u32 length of the header (little endian), u32 zero, header (UTF-8 JSON), then every Uint8Array, each part
 * starting at a multiple of 8 so that Arrow can view the bytes where they lie.
 * The header is [message, marks]; a mark says what stands at a path that JSON cannot hold.
 */
type Path = readonly (string | number)[];
type Mark =
  | readonly [path: Path, kind: 'bytes', length: number]
  | readonly [path: Path, kind: 'number', text: string]
  | readonly [path: Path, kind: 'bigint', text: string]
  | readonly [path: Path, kind: 'undefined'];

const aligned = (offset: number): number => (offset + 7) & ~7;

/** Encodes plain data into one binary frame; throws TypeError on anything else (functions, dates, maps, cycles …). */
export function encodeFrame(message: unknown): Uint8Array<ArrayBuffer> {
  const marks: Mark[] = [];
  const parts: Uint8Array[] = [];
  const tree = strip(message, [], marks, parts);
  const header = new TextEncoder().encode(JSON.stringify([tree, marks]));
  let size = aligned(8 + header.length);
  for (const part of parts) size += aligned(part.length);
  const frame = new Uint8Array(size);
  new DataView(frame.buffer).setUint32(0, header.length, true);
  frame.set(header, 8);
  let offset = aligned(8 + header.length);
  for (const part of parts) {
    frame.set(part, offset);
    offset += aligned(part.length);
  }
  return frame;
}

/** Decodes a frame; its byte arrays are views of the frame. Throws RangeError or SyntaxError on anything that is not one. */
export function decodeFrame(frame: Uint8Array): unknown {
  if (frame.length < 8) throw new RangeError('The frame is too short.');
  const length = new DataView(frame.buffer, frame.byteOffset, 8).getUint32(0, true);
  if (8 + length > frame.length) throw new RangeError('The frame is cut off.');
  const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame.subarray(8, 8 + length)));
  if (!Array.isArray(parsed) || parsed.length !== 2 || !Array.isArray(parsed[1])) throw new RangeError('The frame has no header.');
  const root = { message: parsed[0] as unknown };
  let offset = aligned(8 + length);
  for (const mark of parsed[1] as unknown[]) {
    if (!isMark(mark)) throw new RangeError('The frame has an unknown mark.');
    if (mark[1] === 'bytes') {
      if (offset + mark[2] > frame.length) throw new RangeError('The frame is cut off.');
      put(root, mark[0], frame.subarray(offset, offset + mark[2]));
      offset += aligned(mark[2]);
    } else put(root, mark[0], mark[1] === 'number' ? Number(mark[2]) : mark[1] === 'bigint' ? BigInt(mark[2]) : undefined);
  }
  return root.message;
}

/** Marks what JSON cannot hold, at `path`, which is changed on the way; values without any are given back as they are. */
function strip(value: unknown, path: (string | number)[], marks: Mark[], parts: Uint8Array[]): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    marks.push([[...path], 'number', Object.is(value, -0) ? '-0' : String(value)]);
  } else if (typeof value === 'bigint') marks.push([[...path], 'bigint', String(value)]);
  else if (value === undefined) marks.push([[...path], 'undefined']);
  else if (value instanceof Uint8Array) {
    marks.push([[...path], 'bytes', value.length]);
    parts.push(value);
  } else if (Array.isArray(value)) return stripList(value, path, marks, parts);
  else if (isPlain(value)) return stripRecord(value, path, marks, parts);
  else throw new TypeError(`At ${path.join('.') || 'the top'}: ${Object.prototype.toString.call(value)} is not plain data.`);
  return null;
}

function stripList(list: readonly unknown[], path: (string | number)[], marks: Mark[], parts: Uint8Array[]): readonly unknown[] {
  let changed: unknown[] | null = null;
  for (let i = 0; i < list.length; i++) {
    path.push(i);
    const item = strip(list[i], path, marks, parts);
    path.pop();
    if (item === list[i]) continue;
    changed ??= Array.from(list);
    changed[i] = item;
  }
  return changed ?? list;
}

function stripRecord(record: Readonly<Record<string, unknown>>, path: (string | number)[], marks: Mark[], parts: Uint8Array[]): Readonly<Record<string, unknown>> {
  let changed: Map<string, unknown> | null = null;
  for (const key of Object.keys(record)) {
    path.push(key);
    const item = strip(record[key], path, marks, parts);
    path.pop();
    if (item === record[key]) continue;
    changed ??= new Map(Object.entries(record));
    changed.set(key, item);
  }
  return changed === null ? record : Object.fromEntries(changed);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isMark(mark: unknown): mark is Mark {
  if (!Array.isArray(mark) || !Array.isArray(mark[0])) return false;
  const [, kind, detail] = mark as [unknown, unknown, unknown];
  if (kind === 'bytes') return Number.isSafeInteger(detail) && (detail as number) >= 0;
  if (kind === 'number') return typeof detail === 'string';
  if (kind === 'bigint') return typeof detail === 'string' && /^-?\d+$/.test(detail);
  return kind === 'undefined';
}

/** Only own properties are walked, so a frame cannot reach a prototype. */
function put(root: { message: unknown }, path: Path, value: unknown): void {
  let holder: object = root;
  let key: PropertyKey = 'message';
  for (const step of path) {
    const inner: unknown = Object.hasOwn(holder, key) ? (holder as Record<PropertyKey, unknown>)[key] : undefined;
    if (typeof inner !== 'object' || inner === null) throw new RangeError('The frame has a mark that leads nowhere.');
    holder = inner;
    key = step;
  }
  if (!Object.hasOwn(holder, key)) throw new RangeError('The frame has a mark that leads nowhere.');
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
