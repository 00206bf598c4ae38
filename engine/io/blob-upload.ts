import { randomBytes } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { StoreObject } from '../relation/object-store.ts';
import { sendParts } from './send-parts.ts';
import { StoreClient } from './store-client.ts';

const leastBlock = 8 << 20;
const mostBlocks = 50_000;
const type = { 'content-type': 'application/octet-stream' };

/** A blob of Azure that is being written: its blocks are seen by nobody before the list of them is put, in one step of the store, and are removed by it after a week where that never happens. */
export class BlobUpload {
  private readonly client: StoreClient;
  private readonly prefix = randomBytes(12).toString('hex');
  private blocks = 0;

  private constructor(client: StoreClient) {
    this.client = client;
  }

  /** Asks the store whether it would take the blob, by a block that is never used. Throws a DiagnosticError where it would not. */
  static async begin(object: StoreObject, node: string, signal: AbortSignal): Promise<BlobUpload> {
    const upload = new BlobUpload(new StoreClient(object, node));
    await upload.put(99_999, new Uint8Array([10]), 3, signal);
    return upload;
  }

  /** Brings the bytes of a file to the store; `onShare` hears how much of them is there, from 0 to 1. */
  async send(file: string, onShare: (share: number) => void, signal: AbortSignal): Promise<void> {
    const { size } = await stat(file);
    const length = Math.max(leastBlock, Math.ceil(size / mostBlocks));
    this.blocks = Math.ceil(size / length);
    const handle = await open(file, 'r');
    let done = 0;
    try {
      await sendParts(this.blocks, signal, async (block, either) => {
        const bytes = new Uint8Array(Math.min(length, size - block * length));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, block * length);
        if (bytesRead !== bytes.length) throw new Error(`${file} became shorter while it was sent.`);
        await this.put(block, bytes, 6, either);
        onShare(++done / this.blocks);
      });
    } finally {
      await handle.close();
    }
  }

  /** Puts the blob in the place of the one before it; gives its ETag. Asked twice it does the same: the list names blocks wherever they are. */
  async publish(): Promise<string> {
    const list = Array.from({ length: this.blocks }, (_, block) => `<Latest>${this.id(block)}</Latest>`).join('');
    const body = new TextEncoder().encode(`<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`);
    const answer = await this.client.ask({ method: 'PUT', query: 'comp=blocklist', body, headers: { ...type, 'x-ms-blob-content-type': 'application/octet-stream' }, tries: 6 });
    if (answer.status !== 201) throw answer.code === 'InvalidBlockList' ? this.client.silent(`no longer has what was sent for "${this.client.label}", as when something else has written it meanwhile`) : this.client.refusal(answer);
    return (answer.headers.get('etag') ?? '').replaceAll('"', '');
  }

  /** What was sent is seen by nobody, and the protocol has no word to take it back. */
  async discard(): Promise<void> {}

  private async put(block: number, body: Uint8Array<ArrayBuffer>, tries: number, signal: AbortSignal): Promise<void> {
    const answer = await this.client.ask({ method: 'PUT', query: `comp=block&blockid=${encodeURIComponent(this.id(block))}`, body, headers: type, tries, signal });
    if (answer.status !== 201) throw this.client.refusal(answer);
  }

  /** All of one length, as the protocol wants, and of this upload alone. */
  private id(block: number): string {
    return Buffer.from(`${this.prefix}${String(block).padStart(6, '0')}`).toString('base64');
  }
}
