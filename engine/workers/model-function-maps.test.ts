import proto from 'onnx-proto';
import type { onnx } from 'onnx-proto';
import { describe, expect, test } from 'vitest';
import { printModelArguments } from '../compile/print-model-arguments.ts';
import { describeModel } from '../inference/describe-model.ts';
import { modelBytes, node, tensorPort, type Dimension } from '../inference/model-fixtures.ts';
import { bindModel, type BindingOptions } from '../relation/bind-model.ts';
import { modelDatabase } from './model-function.fixture.ts';

const { register, rowsOf } = modelDatabase();
const types = proto.onnx.TensorProto.DataType;
type Element = 'STRING' | 'INT64' | 'FLOAT' | 'DOUBLE';

const mapPort = (name: string, key: 'STRING' | 'INT64', value: Element): onnx.IValueInfoProto => ({ name, type: { mapType: { keyType: types[key], valueType: { tensorType: { elemType: types[value] } } } } });
const vectorizer = (input: string, output: string, keys: string[] | bigint[]) => node('DictVectorizer', [input], [output], typeof keys[0] === 'bigint' ? { int64_vocabulary: keys } : { string_vocabulary: keys }, 'ai.onnx.ml');
const echo = (keys: string[] | bigint[], value: Element = 'FLOAT', rows: Dimension = 'N') => modelBytes({ input: [mapPort('m', typeof keys[0] === 'bigint' ? 'INT64' : 'STRING', value)], output: [tensorPort('y', value, [rows, keys.length])], node: [vectorizer('m', 'y', keys)] });

/** What the model gives for a table, called as a step calls it. */
async function scored(bytes: Uint8Array<ArrayBuffer>, columns: readonly string[], table: string, more: BindingOptions = {}): Promise<unknown[]> {
  const options: BindingOptions = { nulls: 'auto', ...more };
  const schema = columns.map((column) => ({ name: column.split(' ')[0]!, type: column.split(' ').slice(1).join(' ') }));
  const bound = bindModel(describeModel(bytes, ''), schema, options);
  if ('problem' in bound) throw new Error(bound.problem.message);
  const name = `f${Math.trunc(table.length * 7 + columns.join().length)}${options.nulls ?? ''}`;
  await register(bytes, [], options, name, process.cwd(), schema);
  return (await rowsOf(`SELECT ${name}(${printModelArguments(bound.call).join(', ')}).y FROM (${table})`)).map(([y]) => y);
}

describe('a map as input', () => {
  test('takes the columns called like its keys, where a missing value is a key that is not there', async () => {
    const table = "SELECT * FROM (VALUES (1, 2.5, 'Bern'), (NULL, 3, 'Basel = x'), (4, NULL, NULL)) t(a, b, city)";
    const columns = ['a INTEGER', 'b DECIMAL(4,1)', 'city VARCHAR'];
    expect(await scored(echo(['b', 'city=Bern', 'A', 'city=Basel = x']), columns, table)).toEqual([[2.5, 1, 1, 0], [3, 0, 0, 1], [0, 0, 4, 0]]);
    expect(await scored(echo(['b', 'A']), columns, table, { nulls: 'null' })).toEqual([[2.5, 1], null, null]);
  });

  test('or a column of type MAP', async () => {
    const table = "SELECT * FROM (VALUES (MAP {'b': 2.5, 'x': 7}), (MAP {'a': NULL, 'b': 1}), (MAP {}), (NULL)) t(m)";
    expect(await scored(echo(["it's", 'b', 'a']), ['m MAP(VARCHAR, DOUBLE)'], table)).toEqual([[0, 2.5, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]);
    expect(await scored(echo([3n, -7n], 'DOUBLE'), ['k MAP(INTEGER, DOUBLE)'], 'SELECT MAP {-7: 1.5, 4: 2} AS k', { mapping: { m: ['k'] } })).toEqual([[0, 1.5]]);
    expect(await scored(echo([1n, 2n], 'STRING'), ['m MAP(BIGINT, VARCHAR)'], "SELECT MAP {2: 'two'} AS m")).toEqual([['', 'two']]);
  });

  test('with several vocabularies gives each operator its own keys', async () => {
    const bytes = modelBytes({
      input: [mapPort('m', 'STRING', 'FLOAT')],
      output: [tensorPort('y', 'FLOAT', ['N', 4])],
      node: [vectorizer('m', 'one', ['a', 'b']), vectorizer('m', 'two', ['c', 'a']), node('Concat', ['one', 'two'], ['y'], { axis: 1 })],
    });
    expect(await scored(bytes, ['a FLOAT', 'b FLOAT', 'c FLOAT'], 'SELECT 1 AS a, 2 AS b, 3 AS c')).toEqual([[1, 2, 3, 1]]);
  });

  test('a model whose outputs hold one row is called for each', async () => {
    const bytes = echo(['a', 'b'], 'FLOAT', 1);
    expect(describeModel(bytes, '').fixedBatch).toBe(1);
    expect(describeModel(echo(['a', 'b']), '').fixedBatch).toBeNull();
    expect(await scored(bytes, ['a BIGINT', 'b BIGINT'], 'SELECT i AS a, i * 2 AS b FROM range(3) r(i)')).toEqual([[0, 0], [1, 2], [2, 4]]);
  });

  test('what columns do not fit is told', () => {
    const reason = (bytes: Uint8Array, columns: Record<string, string>, options: BindingOptions = {}) => {
      const bound = bindModel(describeModel(bytes, ''), Object.entries(columns).map(([name, type]) => ({ name, type })), options);
      return 'problem' in bound ? bound.problem.message : 'bound';
    };
    expect(reason(echo(['a', 'b', 'c=1', 'd', 'e', 'f', 'g']), { a: 'DOUBLE' })).toMatch(/keys "b", "c=1", "d", "e", "f" and 1 more, for which there is no column/);
    expect(reason(echo(['a']), { a: 'VARCHAR' })).toMatch(/the key "a"/);
    expect(reason(echo(['a']), { m: 'MAP(INTEGER, DOUBLE)' })).toMatch(/the keys of the model are texts/);
    expect(reason(echo(['a']), { m: 'MAP(VARCHAR, VARCHAR)' })).toMatch(/takes float32 for each key/);
    expect(reason(echo(['a']), { a: 'DOUBLE' }, { mapping: { m: ['a'] } })).toMatch(/one column of type MAP/);
  });

  test('that another operator reads is refused by name', () => {
    const other = modelBytes({ input: [mapPort('m', 'INT64', 'FLOAT')], output: [tensorPort('y', 'FLOAT', ['N', 2])], node: [node('CastMap', ['m'], ['y'], {}, 'ai.onnx.ml')] });
    expect(() => describeModel(other, '')).toThrow('Input "m" of the model is map(int64, tensor(float32)), which columns fill only where DictVectorizer operators alone read it; operator CastMap reads it.');
    const list = modelBytes({ input: [{ name: 'm', type: { sequenceType: { elemType: mapPort('', 'STRING', 'FLOAT').type! } } }], output: [tensorPort('y', 'FLOAT', ['N', 2])], node: [node('Identity', ['m'], ['y'])] });
    expect(() => describeModel(list, '')).toThrow(/sequence\(map\(string, tensor\(float32\)\)\).*sequence of maps/);
  });
});
