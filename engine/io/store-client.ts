import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { AwsV4Signer } from 'aws4fetch';
import { DiagnosticError, problem, type Diagnostic } from '../core/diagnostic.ts';
import { azureEndpoint, bucketAddress, storeLabel, type StoreObject } from '../relation/object-store.ts';
import { azureRequest, azureSignIn, type AzureSignIn } from './azure-sign-in.ts';
import { secretValue, withoutSecrets } from './secrets.ts';

/** What a store answered; `code` is its own word for what is wrong, '' where it names none. */
export interface StoreAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly code: string;
}

export interface StoreQuestion {
  readonly method: 'PUT' | 'POST' | 'HEAD' | 'DELETE';
  /** Of the address, such as `uploadId=7&partNumber=1`; names without a value end with a =. */
  readonly query?: string;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often it is asked where that may help. */
  readonly tries: number;
  readonly signal?: AbortSignal | undefined;
  /** Most milliseconds that one answer may take. */
  readonly patience?: number;
}

/** Asks an object store about one object, signed as version 4 of Amazon's protocol says, or as Azure's does. */
export class StoreClient {
  readonly object: StoreObject;
  private readonly node: string;
  private readonly address: string;
  private readonly azure: AzureSignIn;
  private readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string } | null;

  /** Throws `secret-missing`. */
  constructor(object: StoreObject, node: string) {
    this.object = object;
    this.node = node;
    this.address = addressOf(object);
    const { key } = object.store;
    this.azure = object.store.azure === undefined ? { kind: 'none' } : azureSignIn(object.store, node);
    this.key = key === null || object.store.azure !== undefined ? null : { accessKeyId: key.id, secretAccessKey: secretValue(key.secret, node), ...(key.session === null ? {} : { sessionToken: secretValue(key.session, node, 'sessionSecret') }) };
  }

  /** An answer with a status below 500. Throws a DiagnosticError located at the node, or what the signal was aborted with. */
  async ask(question: StoreQuestion): Promise<StoreAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.attempt(question);
      if (typeof outcome !== 'string') return outcome;
      if (attempt >= question.tries) throw this.silent(`${outcome}${attempt === 1 ? '' : `, ${attempt} times in a row`}`);
      // Half of it by chance, so that several that were turned away do not come back together.
      await sleep(250 * 2 ** attempt * (0.5 + Math.random() / 2), undefined, question.signal === undefined ? {} : { signal: question.signal });
    }
  }

  private async attempt({ method, query = '', body, headers = {}, signal, patience = 300_000 }: StoreQuestion): Promise<StoreAnswer | string> {
    const timeout = AbortSignal.timeout(patience);
    try {
      const url = `${this.address}${query === '' ? '' : `?${query}`}`;
      const signed = await this.signed(method, url, body, headers);
      // What is signed for one place is not told to another.
      const answer = await fetch(signed.url, { method, headers: signed.headers, redirect: 'manual', signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]), ...(body === undefined ? {} : { body }) });
      const text = await answer.text();
      const code = valueIn(text, 'Error', 'Code') ?? '';
      if (answer.status >= 500 || answer.status === 429) return `answers ${answer.status}${code === '' ? '' : ` (${code})`}`;
      return { status: answer.status, headers: answer.headers, text, code };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DiagnosticError) throw error;
      if (timeout.aborted) return `does not answer within ${Math.round(patience / 1000)} s`;
      const { cause } = error as { cause?: { code?: string; message?: string } };
      return `does not answer (${cause?.code ?? cause?.message ?? (error as Error).message})`;
    }
  }

  private async signed(method: string, url: string, body: StoreQuestion['body'], headers: Readonly<Record<string, string>>): Promise<{ readonly url: string | URL; readonly headers: HeadersInit }> {
    const { store } = this.object;
    if (store.azure !== undefined) return azureRequest(store, this.azure, { method, url, headers, bytes: body?.length ?? 0 });
    if (this.key === null) return { url, headers };
    const told = { ...headers, 'x-amz-content-sha256': createHash('sha256').update(body ?? '').digest('hex') };
    return new AwsV4Signer({ ...this.key, method, url, headers: told, service: 's3', region: store.region }).sign();
  }

  /** What to tell of an answer that is no success, at the setting it is about. */
  refusal({ status, code }: StoreAnswer): DiagnosticError {
    const { store } = this.object;
    const where = storeLabel(store);
    const told = `HTTP ${status}${code === '' ? '' : `, ${code}`}`;
    const wrong = (name: Diagnostic['code'], message: string, param: string): DiagnosticError => this.failure(name, message, param);
    if (status === 404 && code !== 'NoSuchUpload') return wrong('file-missing', `There is no ${where}. Check ${store.azure === undefined ? 'the name of the bucket, its region and the endpoint, or make the bucket first' : 'its name and the storage account, or make the container first'}.`, 'path');
    if (status === 401 || status === 403) {
      if (store.key === null) return wrong('access-refused', `The ${where} does not let everybody write "${this.label}" (${told}). Sign in ${store.azure === undefined ? 'with an access key' : 'with an account key or SAS'}.`, 'signIn');
      return wrong('access-refused', `The ${where} does not let the key ${store.key.id} write "${this.label}" (${told}). Check the secret "${store.key.secret}", and whether the key may write objects there.`, 'secret');
    }
    if (store.azure !== undefined && status === 400) return this.silent(`does not take "${this.label}" (${told})`);
    if (status === 301 || status === 307 || status === 400) return wrong('access-refused', `The ${where} does not take "${this.label}" (${told}), as when it lies in another region than ${store.region}. Check the region, and how the bucket stands in the address.`, 'region');
    return this.silent(`does not take "${this.label}" (${told})`);
  }

  /** A failure of the store in words of its own. */
  silent(told: string): DiagnosticError {
    const { store } = this.object;
    return this.failure('store-unreachable', `The ${storeLabel(store)} ${told}. Check the endpoint${store.tls ? ', whether it is encrypted' : ''}, and whether the store runs.`, 'endpoint');
  }

  private failure(code: Diagnostic['code'], message: string, param: string): DiagnosticError {
    return new DiagnosticError(problem(code, withoutSecrets(`Node "${this.node}": ${message}`), { node: this.node, param }));
  }

  get label(): string {
    return `${bucketAddress(this.object.store)}${this.object.key}`;
  }
}

/** Where an object is asked for; the key stands in it with every sign escaped that an address gives a meaning to, as the signature takes it. */
function addressOf({ store, key }: StoreObject): string {
  const host = store.endpoint ?? `s3.${store.region}.amazonaws.com${store.region.startsWith('cn-') ? '.cn' : ''}`;
  const path = key.split('/').map((part) => encodeURIComponent(part).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)).join('/');
  if (store.azure !== undefined) return `${azureEndpoint(store)}/${store.bucket}/${path}`;
  return `${store.tls ? 'https' : 'http'}://${store.urlStyle === 'path' ? `${host}/${store.bucket}` : `${store.bucket}.${host}`}/${path}`;
}

/** The text of an element that stands in the root of an XML answer, where the answer is such a thing. */
export function valueIn(text: string, root: string, name: string): string | null {
  if (!text.trimStart().startsWith('<')) return null;
  try {
    const { root: found } = parseXml(text.trimStart());
    if (found?.name !== root) return null;
    return found.children.find((c): c is XmlElement => c instanceof XmlElement && c.name === name)?.text ?? null;
  } catch {
    // A page of a server between: its status says what there is to say.
    return null;
  }
}
