import type { DuckDBConnection } from '@duckdb/node-api';
import { problem, type Diagnostic } from '../core/diagnostic.ts';
import { quotedText } from '../core/quoting.ts';
import { storeLabel, storeParts, type ObjectStore } from '../relation/object-store.ts';
import { databaseError, type DatabaseError } from './database-error.ts';
import { firstLine } from './locate-error.ts';

/** What to tell of an object store that does not give what `path` names, at the setting it is about; null where the trouble is another. */
export async function storeProblem(connection: DuckDBConnection, told: DatabaseError, store: ObjectStore, path: string): Promise<Diagnostic | null> {
  if (!/^(HTTP|IO)$/i.test(told.type)) return null;
  if (store.azure !== undefined) return containerProblem(told, store, path);
  const where = storeLabel(store);
  switch (told.status) {
    case 404:
      return told.response.includes('NoSuchBucket') || (await bucketLacks(connection, path)) ? problem('file-missing', `There is no ${where}. Check the name of the bucket, its region and the endpoint.`, { param: 'path' }) : nothingThere(store, path);
    case 401:
    case 403:
      return store.key === null
        ? problem('access-refused', `The ${where} does not let everybody read "${path}" (HTTP ${told.status}). Sign in with an access key.`, { param: 'signIn' })
        : problem('access-refused', `The ${where} refuses "${path}" to the key ${store.key.id} (HTTP ${told.status}). Check the secret "${store.key.secret}", and whether the key may read and list there; where it may not list, a key that is not there is refused too.`, { param: 'secret' });
    case 301:
    case 307:
    case 400:
      return problem('access-refused', `The ${where} does not take the request (HTTP ${told.status}), as when it lies in another region than ${store.region}. Check the region, and how the bucket stands in the address.`, { param: 'region' });
    default:
      if (/no files found/i.test(told.message)) return nothingThere(store, path);
      return problem('store-unreachable', `The ${where} does not answer (${firstLine(told.message).replace(/[.!]$/, '')}). Check the endpoint${store.tls ? ', whether it is encrypted' : ''}, and whether the store runs.`, { param: 'endpoint' });
  }
}

/** The same for a container of Azure, whose extension puts what the store says into its message. */
function containerProblem(told: DatabaseError, store: ObjectStore, path: string): Diagnostic {
  const where = storeLabel(store);
  const said = told.message;
  if (/ContainerNotFound|specified container does not exist/i.test(said)) return problem('file-missing', `There is no ${where}. Check its name and the storage account.`, { param: 'path' });
  if (/BlobNotFound|specified blob does not exist|no files found|\b404\b/i.test(said)) return nothingThere(store, path);
  if (/\b40[13]\b|AuthenticationFailed|AuthorizationFailure|NoAuthenticationInformation|PublicAccessNotPermitted|not authorized/i.test(said)) {
    return store.key === null
      ? problem('access-refused', `The ${where} does not let everybody read "${path}". Sign in with an account key or SAS.`, { param: 'signIn' })
      : problem('access-refused', `The ${where} refuses "${path}" to what the secret "${store.key.secret}" holds. Check it, and whether it may read and list there.`, { param: 'secret' });
  }
  return problem('store-unreachable', `The ${where} does not answer (${firstLine(said).replace(/[.!]$/, '')}). Check the storage account, the endpoint${store.tls ? ', whether it is encrypted' : ''}, and whether the store runs.`, { param: 'endpoint' });
}

/** Said of a key or pattern that stands for no object. */
export const nothingThere = (store: ObjectStore, path: string): Diagnostic =>
  problem('file-missing', /[*[]/.test(storeParts(path).key) ? `No object of the ${storeLabel(store)} matches "${path}". Check the pattern; * stops at a slash, and ** does not.` : `There is no object "${storeParts(path).key}" in the ${storeLabel(store)}. Check the key, in which upper and lower case count; that of a folder ends with a slash.`, { param: 'path' });

/** Whether it is the whole bucket that is not there: the answer about a single object does not say. */
async function bucketLacks(connection: DuckDBConnection, path: string): Promise<boolean> {
  if (/[*[]/.test(path)) return false;
  try {
    await connection.runAndReadAll(`SELECT count(*) FROM glob(${quotedText(`${path}*`)})`);
    return false;
  } catch (error) {
    return databaseError(error).response.includes('NoSuchBucket');
  }
}
