import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import type { StoreObject } from '../relation/object-store.ts';
import { sendParts } from './send-parts.ts';
import { StoreClient, valueIn, type StoreAnswer } from './store-client.ts';

/** Least bytes of a part; the protocol wants 5 MiB of all but the last. */
const leastPart = 8 << 20;
const mostParts = 10_000;
/** Carried by the object, so that one whose completion was not answered can be told from the one before it. */
const markHeader = 'x-amz-meta-millrace-upload';

/** An object that is being written: nobody sees anything of it before it is published, and then all of it. */
export class ObjectUpload {
  private readonly client: StoreClient;
  private readonly mark: string;
  private readonly upload: string;
  private parts: readonly string[] = [];
  private open = true;

  private constructor(client: StoreClient, mark: string, upload: string) {
    this.client = client;
    this.mark = mark;
    this.upload = upload;
  }

  /** Asks the store whether it would take an object. Throws a DiagnosticError where it would not. */
  static async begin(object: StoreObject, node: string, signal: AbortSignal): Promise<ObjectUpload> {
    const client = new StoreClient(object, node);
    const mark = randomUUID();
    const answer = await client.ask({ method: 'POST', query: 'uploads=', headers: { [markHeader]: mark }, tries: 3, signal });
    const upload = answer.status === 200 ? valueIn(answer.text, 'InitiateMultipartUploadResult', 'UploadId') : null;
    if (upload === null) throw client.refusal(answer);
    return new ObjectUpload(client, mark, upload);
  }

  /** Brings the bytes of a file to the store; `onShare` hears how much of them is there, from 0 to 1. */
  async send(file: string, onShare: (share: number) => void, signal: AbortSignal): Promise<void> {
    const { size } = await stat(file);
    const length = Math.max(leastPart, Math.ceil(size / mostParts));
    const count = Math.ceil(size / length);
    const tags: string[] = Array.from({ length: count }, () => '');
    const handle = await open(file, 'r');
    let done = 0;
    try {
      await sendParts(count, signal, async (part, either) => {
        const bytes = new Uint8Array(Math.min(length, size - part * length));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, part * length);
        if (bytesRead !== bytes.length) throw new Error(`${file} became shorter while it was sent.`);
        const answer = await this.client.ask({ method: 'PUT', query: `partNumber=${part + 1}&uploadId=${encodeURIComponent(this.upload)}`, body: bytes, tries: 6, signal: either });
        const tag = answer.headers.get('etag');
        if (answer.status !== 200 || tag === null) throw this.refusal(answer);
        tags[part] = tag;
        onShare(++done / count);
      });
    } finally {
      await handle.close();
    }
    this.parts = tags;
  }

  /** Puts the object in the place of the one before it, in one step of the store; gives its ETag. */
  async publish(): Promise<string> {
    // An upload has to have a part; an empty object has none and is there at once.
    if (this.parts.length === 0) {
      const answer = await this.client.ask({ method: 'PUT', body: '', headers: { [markHeader]: this.mark }, tries: 6 });
      if (answer.status !== 200) throw this.client.refusal(answer);
      await this.discard();
      return bare(answer.headers.get('etag') ?? '');
    }
    const list = this.parts.map((tag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${tag.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</ETag></Part>`).join('');
    const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list}</CompleteMultipartUpload>`;
    for (let tries = 3; ; tries -= 1) {
      const answer = await this.client.ask({ method: 'POST', query: this.query, body, tries: 6 });
      const tag = answer.status === 200 ? valueIn(answer.text, 'CompleteMultipartUploadResult', 'ETag') : null;
      if (tag !== null) {
        this.open = false;
        return bare(tag);
      }
      // Where an answer is lost on its way, the upload is complete and gone when it is asked for again.
      const landed = answer.code === 'NoSuchUpload' ? await this.landed() : null;
      if (landed !== null) return landed;
      // A store that has begun to answer can tell of trouble only behind its 200.
      if (answer.status !== 200 || tries === 1) throw this.refusal(answer);
    }
  }

  /** Takes back what was sent. What cannot be taken back is seen by nobody, and hides no result. */
  async discard(): Promise<void> {
    if (!this.open) return;
    this.open = false;
    await this.client.ask({ method: 'DELETE', query: this.query, tries: 1, patience: 5_000 }).catch(() => undefined);
  }

  private get query(): string {
    return `uploadId=${encodeURIComponent(this.upload)}`;
  }

  /** The ETag of the object, where it is the one that this upload made. */
  private async landed(): Promise<string | null> {
    const { status, headers } = await this.client.ask({ method: 'HEAD', tries: 6 });
    if (status !== 200 || headers.get(markHeader) !== this.mark) return null;
    this.open = false;
    return bare(headers.get('etag') ?? '');
  }

  private refusal(answer: StoreAnswer): Error {
    return answer.code === 'NoSuchUpload' ? this.client.silent(`no longer has what was sent for "${this.client.label}", as when it removes uploads after some time`) : this.client.refusal(answer);
  }
}

const bare = (tag: string): string => tag.replaceAll('"', '');
