import type { Example } from '../../../engine/definition/index.ts';
import { table } from '../../../engine/definition/index.ts';
import { classifier, linear, sum } from './example-models.ts';

const pairs = { id: 'INTEGER', a: 'INTEGER', b: 'DECIMAL(8,2)' };
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
];
