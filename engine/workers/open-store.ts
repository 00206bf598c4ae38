import type { DuckDBConnection } from '@duckdb/node-api';
import { quotedIdentifier, quotedText } from '../core/quoting.ts';
import { azureSignIn } from '../io/azure-sign-in.ts';
import { secretValue } from '../io/secrets.ts';
import { addressIn, azureEndpoint, bucketAddress, type ObjectStore } from '../relation/object-store.ts';

/** Tells a database how a bucket is reached, in memory and for as long as it is open. Throws `secret-missing`. */
export async function openStore(connection: DuckDBConnection, store: ObjectStore, name: string, node?: string): Promise<void> {
  if (store.azure !== undefined) return openContainer(connection, store, name, node);
  const { key, endpoint } = store;
  const parts = [
    `TYPE ${store.google === true ? 'gcs' : 's3'}`,
    // Nothing but what stands here: no files and variables of the account.
    'PROVIDER config',
    // With the slash, or it would hold for every bucket whose name goes on from here.
    `SCOPE ${quotedText(addressIn(bucketAddress(store), store))}`,
    `REGION ${quotedText(store.region)}`,
    ...(endpoint === null ? [] : [`ENDPOINT ${quotedText(endpoint)}`]),
    `URL_STYLE ${quotedText(store.urlStyle === 'path' ? 'path' : 'vhost')}`,
    `USE_SSL ${store.tls}`,
    ...(key === null ? [] : [`KEY_ID ${quotedText(key.id)}`, `SECRET ${quotedText(secretValue(key.secret, node))}`]),
    ...(key === null || key.session === null ? [] : [`SESSION_TOKEN ${quotedText(secretValue(key.session, node, 'sessionSecret'))}`]),
  ];
  await connection.run(`CREATE OR REPLACE TEMPORARY SECRET ${quotedIdentifier(name)} (${parts.join(', ')})`);
}

async function openContainer(connection: DuckDBConnection, store: ObjectStore, name: string, node?: string): Promise<void> {
  const way = azureSignIn(store, node);
  const parts = [`BlobEndpoint=${azureEndpoint(store)}`, ...(way.kind === 'key' ? [`AccountName=${store.azure}`, `AccountKey=${way.key}`] : way.kind === 'token' ? [`SharedAccessSignature=${way.token}`] : [`AccountName=${store.azure}`])];
  // The key may stand in it: the text never appears in an error, since the statement has no part that could fail but its syntax.
  await connection.run(`CREATE OR REPLACE TEMPORARY SECRET ${quotedIdentifier(name)} (TYPE azure, PROVIDER config, SCOPE ${quotedText(addressIn(bucketAddress(store), store))}, CONNECTION_STRING ${quotedText(parts.join(';'))})`);
}
