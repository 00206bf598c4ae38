import type duckdb from '@duckdb/node-bindings';

import { imageFile } from '../inference/images/find-image.ts';
import { createImageReader } from '../inference/images/image-tensor.ts';
import { ImageError } from '../inference/images/pixels.ts';
import { ModelError } from '../inference/model-error.ts';
import type { ModelInputBinding } from '../inference/model-types.ts';
import type { RowTensor } from '../inference/row-values.ts';
import { missingRows, stringBytes } from './model-function-input.ts';

/** Gives the tensor of one row of a chunk when it is asked for; null for a NULL, an error for an image that cannot be used. */
export type ImagesOfChunk = (vector: duckdb.Vector, count: number) => (row: number) => RowTensor | ModelError | null;

/** Makes the reader of an argument of images. `folder` is where relative paths start, and no path leads out of it. */
export function createImageArgument(input: ModelInputBinding, folder: string): ImagesOfChunk {
  const image = input.image!;
  const read = createImageReader(image, input.elementType);
  const { column } = input.columns[0]!;
  return (vector, count) => {
    const missing = missingRows(vector, count);
    const bytesOf = stringBytes(vector, count);
    return (row) => {
      if (missing?.[row]) return null;
      const bytes = bytesOf(row);
      const path = image.from === 'path' ? new TextDecoder().decode(bytes) : null;
      try {
        return read(path === null ? bytes : imageFile(folder, path));
      } catch (cause) {
        if (!(cause instanceof ImageError)) throw cause;
        const which = path === null ? 'An image' : `The image "${path.slice(0, 200)}"`;
        return new ModelError('model-run-failed', `${which} of column "${column}" cannot be used: ${cause.message}.`, 'Mend it, or let rows that the model refuses go to Errors or get no prediction.', { cause, column });
      }
    };
  };
}
