/** Unpacks an LZ4 frame, as Arrow files hold them (LZ4 Frame Format 1.6); checksums are not compared. Throws RangeError where the frame is damaged. */
export function unpackLz4(packed: Uint8Array): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(0, true) !== 0x184d2204) throw new RangeError('it is no LZ4 frame');
  const flags = packed[4]!;
  const blockMaximum = 1 << (8 + 2 * ((packed[5]! >> 4) & 7));
  let at = 6 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4) + 1;
  const blocks: { readonly from: number; readonly size: number; readonly plain: boolean }[] = [];
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) break;
    const size = word & 0x7fffffff;
    blocks.push({ from: at, size, plain: word >>> 31 === 1 });
    at += size + ((flags & 16) === 0 ? 0 : 4);
  }
  const out = new Uint8Array(blocks.length * blockMaximum);
  let length = 0;
  for (const { from, size, plain } of blocks) {
    if (plain) out.set(packed.subarray(from, from + size), length);
    length = plain ? length + size : unpackBlock(packed, from, from + size, out, length);
  }
  return out.subarray(0, length);
}

/** Unpacks one block behind what is there already; gives the new length. */
function unpackBlock(packed: Uint8Array, start: number, end: number, out: Uint8Array, length: number): number {
  let from = start;
  let to = length;
  const counted = (nibble: number): number => {
    let count = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; count += more) more = packed[from++]!;
    return count;
  };
  while (from < end) {
    const token = packed[from++]!;
    const literals = counted(token >> 4);
    out.set(packed.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from >= end) break;
    const back = packed[from]! | (packed[from + 1]! << 8);
    from += 2;
    const copied = counted(token & 15) + 4;
    if (back === 0 || back > to || to + copied > out.length) throw new RangeError('its LZ4 data is damaged');
    // What is copied may reach into what is just being written.
    for (let i = 0; i < copied; i++, to++) out[to] = out[to - back]!;
  }
  return to;
}
