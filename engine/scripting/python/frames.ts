import type { Writable } from 'node:stream';

const HEAD_BYTES = 12;

/** Writes one message as the bootstrap reads it. */
export function writeFrame(to: Writable, header: unknown, data: Uint8Array): void {
  const text = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(text.length, 0);
  head.writeBigUInt64LE(BigInt(data.byteLength), 4);
  to.write(head);
  to.write(text);
  if (data.byteLength > 0) to.write(data);
}

/** Puts messages together again from the pieces a pipe gives; the bytes of each lie in a buffer of their own. */
export class FrameReader {
  private readonly onFrame: (header: unknown, data: Uint8Array) => void;
  private readonly head = new Uint8Array(HEAD_BYTES);
  private parts: readonly Uint8Array[] = [this.head];
  private part = 0;
  private filled = 0;

  constructor(onFrame: (header: unknown, data: Uint8Array) => void) {
    this.onFrame = onFrame;
  }

  take(bytes: Uint8Array): void {
    let rest = bytes;
    for (;;) {
      const current = this.parts[this.part]!;
      const count = Math.min(rest.length, current.length - this.filled);
      current.set(rest.subarray(0, count), this.filled);
      this.filled += count;
      rest = rest.subarray(count);
      if (this.filled < current.length) return;
      this.filled = 0;
      this.part += 1;
      if (this.parts.length === 1) {
        const view = new DataView(this.head.buffer);
        this.parts = [this.head, new Uint8Array(view.getUint32(0, true)), new Uint8Array(Number(view.getBigUint64(4, true)))];
      } else if (this.part === 3) {
        const [, text, data] = this.parts;
        this.parts = [this.head];
        this.part = 0;
        this.onFrame(JSON.parse(new TextDecoder().decode(text)), data!);
      }
    }
  }
}
