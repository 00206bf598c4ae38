/** A bucket of an object store that speaks the protocol of S3, and how it is reached. What opens it is named, never held. */
export interface ObjectStore {
  /** It is one of Google's, whose addresses begin with `gs`. */
  readonly google?: true;
  readonly bucket: string;
  readonly region: string;
  /** Host, with a port where it has one; Amazon's own when null. */
  readonly endpoint: string | null;
  /** Where the bucket stands in an address: before the host, or first in the path. */
  readonly urlStyle: 'host' | 'path';
  readonly tls: boolean;
  /** Null reads without signing in. */
  readonly key: StoreKey | null;
  /** How its addresses begin for the database where a flow opens the bucket in several ways; `s3`, or `gs`, when left out. */
  readonly scheme?: 's3a' | 's3n' | 'gcs';
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
export const isStorePath = (path: string): boolean => /^(s3|gs):\/\//i.test(path);

/** The parts of such a path; the key is empty where only the bucket is named. */
export function storeParts(path: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ''] = /^(?:s3|gs):\/\/([^/]*)\/?([^]*)$/i.exec(path)!;
  return { bucket: bucket!, key };
}

/** An address as the database is told it. */
export const addressIn = (address: string, store: ObjectStore | undefined): string => (store?.scheme === undefined ? address : address.replace(/^(s3|gs):/, `${store.scheme}:`));

/** The address of a bucket, as a person writes it. */
export const bucketAddress = ({ google, bucket }: ObjectStore): string => `${google === true ? 'gs' : 's3'}://${bucket}/`;

/** The bucket as a person calls it. */
export const storeLabel = ({ bucket, endpoint }: ObjectStore): string => `bucket "${bucket}"${endpoint === null ? '' : ` at ${endpoint}`}`;
