import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';
import { classifier, colour, imputing, linear, priceAt, sum, twoPixels } from './example-models.ts';

const pairs = { id: 'INTEGER', a: 'INTEGER', b: 'DECIMAL(8,2)' };
const errors = { _error_code: 'VARCHAR', _error_column: 'VARCHAR', _error_message: 'VARCHAR' };
const words = { title: 'VARCHAR', links: 'INTEGER', length: 'INTEGER' };

export const examples: readonly Example[] = [
  {
    title: 'Inputs find the columns of their name; a missing value gives no prediction',
    params: { model: 'sum.onnx' },
    files: { 'sum.onnx': sum },
    inputs: { in: table(pairs, [[1, 2, '0.50'], [2, null, '1.00']]) },
    outputs: { out: table({ ...pairs, sum: 'FLOAT' }, [[1, 2, '0.50', 2.5], [2, null, '1.00', null]]), rejected: table(pairs, []) },
  },
  {
    title: 'Columns by the feature names in the model, odd ones included; rows with a missing value are rejected',
    params: { model: 'linear.onnx', nulls: 'reject', prefix: 'predicted ', keepInputs: false },
    files: { 'linear.onnx': linear },
    inputs: { in: table({ age: 'INTEGER', 'größe "x". 🎈': 'DOUBLE', name: 'VARCHAR' }, [[1, 3, 'Ada'], [null, 3, 'Bo'], [2, null, 'Cy']]) },
    outputs: {
      out: table({ name: 'VARCHAR', 'predicted y': 'FLOAT' }, [['Ada', 5.5]]),
      rejected: table({ age: 'INTEGER', 'größe "x". 🎈': 'DOUBLE', name: 'VARCHAR' }, [[null, 3, 'Bo'], [2, null, 'Cy']]),
    },
  },
  {
    title: 'A classifier gives its label and one probability per class',
    params: { model: 'spam.onnx', mapping: [{ input: 'float_input', columns: ['links', 'length'] }] },
    files: { 'spam.onnx': classifier },
    inputs: { in: table(words, [['hi', 0, 100], ['win', 300, 0]]) },
    outputs: {
      out: table({ ...words, label: 'VARCHAR', probability_ham: 'FLOAT', probability_spam: 'FLOAT' }, [['hi', 0, 100, 'ham', 1, 0], ['win', 300, 0, 'spam', 0, 1]]),
    },
  },
  {
    title: 'No rows, and 0 in the place of missing values',
    params: { model: 'sum.onnx', nulls: 'zero' },
    files: { 'sum.onnx': sum },
    inputs: { in: table(pairs, []) },
    outputs: { out: table({ ...pairs, sum: 'FLOAT' }, []) },
  },
  {
    title: '0 in the place of a missing value',
    params: { model: 'sum.onnx', nulls: 'zero' },
    files: { 'sum.onnx': sum },
    inputs: { in: table(pairs, [[1, null, '0.50']]) },
    outputs: { out: table({ ...pairs, sum: 'FLOAT' }, [[1, null, '0.50', 0.5]]) },
  },
  {
    title: 'A model that knows missing values gets them, also where a whole column is empty',
    params: { model: 'imputing.onnx' },
    files: { 'imputing.onnx': imputing },
    inputs: { in: table({ a: 'DOUBLE', b: 'DOUBLE' }, [[1, null], [null, null], [-2.5, null]]) },
    outputs: { out: table({ a: 'DOUBLE', b: 'DOUBLE', y: 'FLOAT' }, [[1, null, 21.5], [null, null, 30.5], [-2.5, null, 18]]) },
  },
  {
    title: 'A given value in the place of a missing one; the rest gets no prediction',
    params: { model: 'sum.onnx', fill: [{ column: 'A', value: '40' }] },
    files: { 'sum.onnx': sum },
    inputs: { in: table(pairs, [[1, null, '0.50'], [2, 3, null]]) },
    outputs: { out: table({ ...pairs, sum: 'FLOAT' }, [[1, null, '0.50', 40.5], [2, 3, null, null]]) },
  },
  {
    title: 'Rows the model refuses go to Errors as they were',
    params: { model: 'price.onnx', onFailure: 'errors', keepInputs: false },
    files: { 'price.onnx': priceAt },
    inputs: { in: table({ id: 'INTEGER', place: 'INTEGER' }, [[1, 2], [2, 300], [3, null], [4, 0]]) },
    outputs: {
      out: table({ id: 'INTEGER', price: 'BIGINT' }, [[1, 9], [3, null], [4, 5]]),
      errors: table({ id: 'INTEGER', place: 'INTEGER', ...errors }, [[2, 300, 'value-unreadable', 'place', '"place" cannot be converted to TINYINT: 300']]),
    },
  },
  {
    title: 'A row on which the model itself fails gets no prediction',
    params: { model: 'price.onnx', onFailure: 'null' },
    files: { 'price.onnx': priceAt },
    inputs: { in: table({ place: 'INTEGER' }, [[1], [99], [0], [-50], [2]]) },
    outputs: { out: table({ place: 'INTEGER', price: 'BIGINT' }, [[1, 7], [99, null], [0, 5], [-50, null], [2, 9]]) },
  },
  {
    title: 'Images by their paths; one that cannot be read goes to Errors',
    params: { model: 'colour.onnx', images: [{ input: 'image', column: 'file', fit: 'none', values: 'raw' }], onFailure: 'errors' },
    files: { 'colour.onnx': colour, 'photos/two.png': twoPixels, 'photos/no.png': 'no image' },
    inputs: { in: table({ file: 'VARCHAR' }, [['photos/two.png'], ['photos/no.png'], [null]]) },
    outputs: {
      out: table({ file: 'VARCHAR', mean: 'FLOAT[]' }, [['photos/two.png', '[127.5, 0.0, 64.0]'], [null, null]]),
      errors: table({ file: 'VARCHAR', ...errors }, [['photos/no.png', 'model-failed', 'file', 'The image "photos/no.png" of column "file" cannot be used: it is neither JPEG nor PNG. Mend it, or let rows that the model refuses go to Errors or get no prediction.']]),
    },
  },
];
