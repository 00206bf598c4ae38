import type { StoreObject } from '../relation/object-store.ts';
import { BlobUpload } from './blob-upload.ts';
import { ObjectUpload } from './object-upload.ts';

/** Begins to write an object by the protocol of its store: nobody sees anything of it before it is published. Throws a DiagnosticError where the store would not take it. */
export const beginUpload = (object: StoreObject, node: string, signal: AbortSignal): Promise<ObjectUpload | BlobUpload> => (object.store.azure === undefined ? ObjectUpload.begin(object, node, signal) : BlobUpload.begin(object, node, signal));
