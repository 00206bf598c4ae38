/** A bucket of an object store that speaks the protocol of S3, or a container of Azure's, and how it is reached. What opens it is named, never held. */
export interface ObjectStore {
  /** It is one of Google's, whose addresses begin with `gs`. */
  readonly google?: true;
  /** It is one of Azure's, whose addresses begin with `az`: the storage account, which is the id of the key too. */
  readonly azure?: string;
  readonly bucket: string;
  readonly region: string;
  /** Host, with a port where it has one; Amazon's own when null. */
  readonly endpoint: string | null;
  /** Where the bucket stands in an address: before the host, or first in the path. */
  readonly urlStyle: 'host' | 'path';
  readonly tls: boolean;
  /** Null reads without signing in. */
  readonly key: StoreKey | null;
  /** How its addresses begin for the database where a flow opens the bucket in several ways; `s3`, `gs` or `az` when left out. */
  readonly scheme?: 's3a' | 's3n' | 'gcs' | 'azure';
}

export interface StoreKey {
  readonly id: string;
  /** Names of secrets. */
  readonly secret: string;
  readonly session: string | null;
}

/** One object of a store. */
export interface StoreObject {
  readonly store: ObjectStore;
  readonly key: string;
}

/** A bucket that statements read, with the node that needs it. */
export interface NeededStore {
  readonly store: ObjectStore;
  readonly node: string;
}

/** Whether a path names objects of a store instead of a file of this machine. */
export const isStorePath = (path: string): boolean => /^(s3|gs|az):\/\//i.test(path);

/** Whether a path names blobs of Azure, which the database reads by an extension of its own. */
export const isAzurePath = (path: string): boolean => /^az:\/\//i.test(path);

/** The parts of such a path; the key is empty where only the bucket is named. */
export function storeParts(path: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ''] = /^(?:s3|gs|az):\/\/([^/]*)\/?([^]*)$/i.exec(path)!;
  return { bucket: bucket!, key };
}

/** An address as the database is told it. */
export const addressIn = (address: string, store: ObjectStore | undefined): string => (store?.scheme === undefined ? address : address.replace(/^(s3|gs|az):/, `${store.scheme}:`));

/** The address of a bucket, as a person writes it. */
export const bucketAddress = (store: ObjectStore): string => `${schemeOf(store)}://${store.bucket}/`;

/** How addresses in the store begin, as a person writes them. */
export const schemeOf = ({ google, azure }: ObjectStore): 's3' | 'gs' | 'az' => (azure !== undefined ? 'az' : google === true ? 'gs' : 's3');

/** Where a container of Azure is asked for, without its name: an endpoint of one's own has the account in its path, unless its name begins with it. */
export function azureEndpoint({ azure, endpoint, tls }: ObjectStore): string {
  const host = endpoint ?? `${azure}.blob.core.windows.net`;
  return `${tls ? 'https' : 'http'}://${host}${host.startsWith(`${azure}.`) ? '' : `/${azure}`}`;
}

/** The bucket as a person calls it. */
export const storeLabel = ({ bucket, endpoint, azure }: ObjectStore): string => `${azure === undefined ? 'bucket' : 'container'} "${bucket}"${azure === undefined ? '' : ` of the storage account ${azure}`}${endpoint === null ? '' : ` at ${endpoint}`}`;
