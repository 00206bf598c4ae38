import { isStorePath, storeParts, type ObjectStore } from '../relation/object-store.ts';
import type { BuildContext } from './node-definition.ts';
import type { ParamSpecs } from './param.ts';

const inStore = { param: 'path', startsWith: ['s3://', 'gs://', 'az://'] } as const;
/** Google's store is one, and needs to be told less. */
const inAmazons = { param: 'path', startsWith: 's3://' } as const;

/** Settings that say how the object store is reached whose objects the setting `path` names. */
export const storeParams = {
  account: { kind: 'text', label: 'Storage account', default: null, needed: true, placeholder: 'shopdata', showIf: { param: 'path', startsWith: 'az://' } },
  signIn: {
    kind: 'choice',
    label: 'Sign in',
    default: 'none',
    options: [
      { value: 'none', label: 'Not needed', help: 'The bucket is open to everybody' },
      { value: 'key', label: 'With an access key' },
      { value: 'azure', label: 'With an account key or SAS', help: 'Azure Blob Storage' },
    ],
    showIf: inStore,
  },
  keyId: { kind: 'text', label: 'Key id', help: 'Of Google Cloud Storage the access id of an HMAC key.', default: null, needed: true, placeholder: 'AKIAIOSFODNN7EXAMPLE', showIf: { param: 'signIn', in: ['key'] } },
  secret: { kind: 'text', label: 'Key secret', help: 'Name of a secret; "shop store" is the environment variable MILLRACE_SECRET_SHOP_STORE. The key itself never stands in the flow.', default: null, needed: true, placeholder: 'shop store', showIf: { param: 'signIn', in: ['key', 'azure'] } },
  sessionSecret: { kind: 'text', label: 'Session token secret', help: 'Name of the secret that holds the token of a key that is only lent; none when empty.', default: null, advanced: true, showIf: { param: 'signIn', in: ['key'] } },
  region: { kind: 'text', label: 'Region', default: 'us-east-1', showIf: inAmazons },
  endpoint: { kind: 'text', label: 'Endpoint', help: 'Host of the store, with its port; Amazon S3, Google Cloud Storage for gs:// or Azure for az://, when empty.', default: null, placeholder: 'minio.example.org:9000', showIf: inStore },
  urlStyle: {
    kind: 'choice',
    label: 'Bucket in the address',
    default: 'host',
    advanced: true,
    options: [
      { value: 'host', label: 'Before the host', help: 'As Amazon S3 has it' },
      { value: 'path', label: 'In the path', help: 'As most stores of one\'s own have it' },
    ],
    showIf: inAmazons,
  },
  tls: { kind: 'boolean', label: 'Encrypted (TLS)', default: true, advanced: true, showIf: inStore },
} as const satisfies ParamSpecs;

export interface StoreSettings {
  readonly path: string;
  readonly account: string | null;
  readonly signIn: 'none' | 'key' | 'azure';
  readonly keyId: string | null;
  readonly secret: string | null;
  readonly sessionSecret: string | null;
  readonly region: string;
  readonly endpoint: string | null;
  readonly urlStyle: 'host' | 'path';
  readonly tls: boolean;
}

interface WrongSetting {
  readonly param: Extract<keyof StoreSettings, string>;
  readonly code: 'param-missing' | 'param-invalid';
  readonly message: string;
}

const filled = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim());

/** The object store that settings mean: none where the path is not of one, or what is wrong with them. */
export function storeOf(s: StoreSettings): { readonly store?: ObjectStore } | { readonly wrong: WrongSetting } {
  if (!isStorePath(s.path)) return {};
  const wrong = (param: WrongSetting['param'], message: string, code: WrongSetting['code'] = 'param-invalid') => ({ wrong: { param, code, message } });
  const { bucket, key } = storeParts(s.path);
  const google = s.path.startsWith('gs://');
  const azure = s.path.startsWith('az://');
  if (!google && !azure && !s.path.startsWith('s3://')) return wrong('path', 'The address of an object begins with s3://, gs:// or az:// in small letters.');
  const scheme = google ? 'gs' : azure ? 'az' : 's3';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(bucket)) return wrong('path', 'The address names no bucket. Write it as in s3://shop/orders/2024-*.csv; keys to sign in with are named below.');
  if (key === '') return wrong('path', `"${s.path}" names a bucket, but nothing in it. Add the key of an object, or a pattern such as ${scheme}://${bucket}/*.`);
  if (key.includes('?')) return wrong('path', 'The key holds a question mark, behind which settings of the store would be read. Use * in patterns, and the settings below.');
  // The client would take such steps before it asks, and leave the folder that was allowed.
  if (/(^|\/)\.\.?(\/|$)/.test(key)) return wrong('path', 'The key holds a step such as "..", and object stores have no folders to step out of. Write the key as the store lists it.');
  const endpoint = filled(s.endpoint);
  if (endpoint !== null && !/^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\])(:\d{1,5})?$/.test(endpoint)) return wrong('endpoint', `"${withoutUser(endpoint)}" is no host. Write it without https:// and without a path, such as minio.example.org:9000; "Encrypted" says which protocol is spoken.`);
  if (azure) return containerOf(s, bucket, endpoint);
  if (s.signIn === 'azure') return wrong('signIn', 'An account key or SAS opens Azure Blob Storage, and this is another store. Sign in with an access key.');
  const region = google ? 'auto' : filled(s.region);
  if (region === null) return wrong('region', '"Region" is empty. Give that of the bucket; a store of your own mostly takes us-east-1.', 'param-missing');
  const rest = google ? { google, bucket, region, endpoint: endpoint ?? 'storage.googleapis.com', urlStyle: 'path' as const, tls: s.tls } : { bucket, region, endpoint, urlStyle: s.urlStyle, tls: s.tls };
  if (s.signIn === 'none') return { store: { ...rest, key: null } };
  const id = filled(s.keyId);
  const secret = filled(s.secret);
  if (id === null) return wrong('keyId', '"Key id" is empty. Give the id of the access key.', 'param-missing');
  if (secret === null) return wrong('secret', '"Key secret" is empty. Name the secret that holds the secret part of the access key.', 'param-missing');
  return { store: { ...rest, key: { id, secret, session: filled(s.sessionSecret) } } };
}

/** The same for a container of Azure. */
function containerOf(s: StoreSettings, bucket: string, endpoint: string | null): ReturnType<typeof storeOf> {
  const wrong = (param: WrongSetting['param'], message: string, code: WrongSetting['code'] = 'param-invalid') => ({ wrong: { param, code, message } });
  const account = filled(s.account);
  if (account === null) return wrong('account', '"Storage account" is empty. Give the name of the account that holds the container.', 'param-missing');
  if (!/^[a-z0-9]{3,24}$/.test(account)) return wrong('account', `"${account}" is no storage account: its name has 3 to 24 small letters and digits. Give it without the host.`);
  if (s.signIn === 'key') return wrong('signIn', 'An access key opens stores that speak the protocol of S3. Sign in with an account key or SAS.');
  const rest = { azure: account, bucket, region: '', endpoint, urlStyle: 'path' as const, tls: s.tls };
  if (s.signIn === 'none') return { store: { ...rest, key: null } };
  const secret = filled(s.secret);
  if (secret === null) return wrong('secret', '"Key secret" is empty. Name the secret that holds the account key or the shared access signature.', 'param-missing');
  return { store: { ...rest, key: { id: account, secret, session: null } } };
}

/** What somebody typed before an @ may be a password. */
const withoutUser = (text: string): string => text.replace(/^(.*\/\/)?[^/]*@/, '$1');

/** A need with the store of its path; null where the settings of the store are wrong, which `scanStore` reports. */
export function needInStore<N extends object>(settings: StoreSettings, need: N): (N & { readonly store?: ObjectStore }) | null {
  const found = storeOf(settings);
  return 'wrong' in found ? null : { ...need, ...found };
}

/** The part of a scan that says which object store it reads; reports wrong settings of it. */
export function scanStore(context: Pick<BuildContext<StoreSettings>, 'params' | 'report'>): { readonly store?: ObjectStore } {
  const found = storeOf(context.params);
  if (!('wrong' in found)) return found;
  context.report(found.wrong.code, found.wrong.message, { param: found.wrong.param });
  return {};
}

/** The part of a sink that says which object store it writes to; reports wrong settings of it, and what cannot be the key of one object. */
export function sinkStore(context: Pick<BuildContext<StoreSettings>, 'params' | 'report'>): { readonly store?: ObjectStore } {
  const { path } = context.params;
  const key = isStorePath(path) ? storeParts(path).key : '';
  const wrong = (message: string): void => context.report('param-invalid', message, { param: 'path' });
  if (/[*[\]]/.test(key)) wrong(`The key "${key}" holds a sign of patterns (* or a bracket), so no flow could read the object by its name. Choose another key.`);
  if (key.endsWith('/')) wrong(`The key "${key}" is that of a folder. Add the name of the object.`);
  return scanStore(context);
}
