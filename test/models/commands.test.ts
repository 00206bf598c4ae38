import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { classifierModel, floats, linearModel, modelBytes, node, tensorPort } from '../../engine/inference/model-fixtures.ts';
import { graphNode, modelFile } from '../../engine/inference/graph-parts.ts';
import { callCommandLine } from '../bad-input/project.ts';

const folder = await mkdtemp(join(tmpdir(), 'millrace-models-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);
const put = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(path(name), content);
  return path(name);
};
const read = (name: string): Promise<string> => readFile(path(name), 'utf8');

describe('millrace model', () => {
  const describeJson = async (file: string) => {
    const { code, out } = await callCommandLine(['model', file, '--json']);
    return { code, json: JSON.parse(out) as Record<string, unknown> };
  };

  test('says everything of a classifier', async () => {
    const { code, json } = await describeJson(await put('classifier.onnx', classifierModel(['ham', 'spam'])));
    expect(code).toBe(0);
    expect(json).toMatchObject({
      canRun: true,
      reason: null,
      producer: 'fixtures',
      irVersion: 8,
      opsets: [{ domain: 'ai.onnx', version: 17 }, { domain: 'ai.onnx.ml', version: 3 }],
      inputs: [{ name: 'float_input', type: 'tensor(float32)', shape: ['N', 2] }],
      outputs: [{ name: 'output_label', type: 'tensor(string)', shape: ['N'] }, { name: 'output_probability', type: 'sequence(map(string, tensor(float32)))', shape: null, classes: ['ham', 'spam'] }],
      operators: [{ domain: 'ai.onnx', name: 'Identity', count: 1 }, { domain: 'ai.onnx.ml', name: 'LinearClassifier', count: 1 }, { domain: 'ai.onnx.ml', name: 'ZipMap', count: 1 }],
      externalData: [],
      trial: { trialFailure: null },
    });
    const { out } = await callCommandLine(['model', path('classifier.onnx')]);
    expect(out).toMatch(/float_input {2}tensor\(float32\) \[N, 2\][^]*classes ham, spam[^]*It can run here\.\n$/);
  });

  test('describes a model that cannot run, and says why', async () => {
    const file = await put('odd.onnx', modelBytes({ input: [tensorPort('x', 'FLOAT', ['N'])], output: [tensorPort('y', 'FLOAT', ['N'])], node: [node('Frobnicate', ['x'], ['y'], {}, 'no.such.domain')] }));
    const { code, json } = await describeJson(file);
    expect(code).toBe(1);
    expect(json).toMatchObject({ canRun: false, reason: { code: 'model-unsupported', message: expect.stringContaining('no.such.domain') }, operators: [{ domain: 'no.such.domain', name: 'Frobnicate', count: 1 }] });
  });

  test.each([['empty', new Uint8Array(0)], ['text', Buffer.from('a,b\n1,2\n')], ['cut', linearModel([1, 2], 0).subarray(0, 60)]])('a file that is %s is no model', async (_what, bytes) => {
    const { code, json } = await describeJson(await put('broken.onnx', bytes));
    expect(code).toBe(1);
    expect(json).toMatchObject({ canRun: false, reason: { code: 'model-corrupt' }, bytes: bytes.length });
    expect(json).not.toHaveProperty('inputs');
  });

  test.each([
    ['', /is empty/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n', /git lfs pull/],
    ['\n<!doctype html><title>Sign in</title>', /web page/],
    ['PK\u0003\u0004 archive/data.pkl', /ZIP archive.*torch\.onnx\.export/],
    ['tree\nversion=v4\n', /LightGBM.*onnxmltools/],
  ])('what is taken for a model is told by how it begins: %j', async (text, says) => {
    const { code, json } = await describeJson(await put('other.onnx', Buffer.from(text, 'latin1')));
    expect(code).toBe(1);
    expect(json['reason']).toMatchObject({ code: 'model-corrupt', message: expect.stringMatching(says) });
  });

  test('a graph that goes in a circle, dimensions beyond all memory, attributes nested without end: a reason, and no crash', async () => {
    const circle = await put('circle.onnx', modelBytes({ input: [tensorPort('x', 'FLOAT', ['N'])], output: [tensorPort('y', 'FLOAT', ['N'])], node: [node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b']), node('Relu', ['b'], ['y'])] }));
    expect(await describeJson(circle)).toMatchObject({ code: 1, json: { reason: { code: 'model-unsupported', message: expect.stringContaining('not acyclic') } } });
    const huge = await put('huge.onnx', modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 2 ** 52])], output: [tensorPort('y', 'FLOAT', ['N', 2 ** 52])], node: [node('Relu', ['x'], ['y'])] }));
    expect(await describeJson(huge)).toMatchObject({ code: 0, json: { trial: { trialFailure: expect.stringMatching(/./) } } });
    let nested: Uint8Array = new Uint8Array(0);
    const inside = (tag: number): void => void (nested = Uint8Array.of(...varint((tag << 3) | 2), ...varint(nested.length), ...nested));
    for (let level = 0; level < 3000; level++) [6, 5, 1].forEach(inside);
    inside(7);
    expect(await describeJson(await put('nested.onnx', nested))).toMatchObject({ code: 1, json: { reason: { code: 'model-corrupt' } } });
  });

  test('what a model says of itself does nothing to the terminal', async () => {
    const file = await put('loud.onnx', modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 1])], output: [tensorPort('y', 'FLOAT', ['N', 1])], node: [node('Relu', ['x'], ['y'])] }, { note: '\u001b[2J\u009b31mgone\nIt cannot run here' }));
    const { out } = await callCommandLine(['model', file]);
    expect(out).toContain('note  \uFFFD[2J\uFFFD31mgone It cannot run here\n');
    expect([...out].filter((sign) => sign !== '\n' && sign < ' ')).toEqual([]);
  });

  test('no file, a folder, a wrong call: 2', async () => {
    const { code, json } = await describeJson(path('none.onnx'));
    expect(code).toBe(2);
    expect(json).toMatchObject({ canRun: false, reason: { code: 'model-missing' } });
    expect((await callCommandLine(['model', folder])).code).toBe(2);
    expect((await callCommandLine(['model'])).code).toBe(2);
    expect((await callCommandLine(['model', path('classifier.onnx'), '--timeout', '0'])).code).toBe(2);
  });
});

describe('millrace predict', () => {
  test('a value that the model has by itself is replaced by a column of its name, or by one that is mapped', async () => {
    const model = await put('bias.onnx', modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 1]), tensorPort('bias', 'FLOAT', ['M', 1])], output: [tensorPort('y', 'FLOAT', ['N', 1])], node: [node('Add', ['x', 'bias'], ['y'])], initializer: [floats('bias', [1, 1], [10])] }));
    const scored = async (rows: string, ...more: string[]) => {
      await put('bias.csv', rows);
      const { code, err } = await callCommandLine(['predict', model, path('bias.csv'), '--to', path('bias-out.csv'), '--drop-inputs', ...more]);
      return code === 0 ? (await read('bias-out.csv')).trim().split('\n') : [err];
    };
    expect(await scored('x\n1\n2\n')).toEqual(['y', '11.0', '12.0']);
    expect(await scored('x,Bias\n1,100\n2,200\n')).toEqual(['y', '101.0', '202.0']);
    expect(await scored('x,other\n1,5\n', '--input', 'bias=other', '--input', 'x=x')).toEqual(['y', '6.0']);
    // A column that cannot be a number leaves the model its own.
    expect(await scored('x,bias\n1,2026-01-01\n')).toEqual(['bias,y', '2026-01-01,11.0']);
    expect((await scored('x\n1\n', '--input', 'b=x')).join('')).toMatch(/no input "b"; it has "x", "bias"/);
    const { out } = await callCommandLine(['model', model, '--json']);
    expect(JSON.parse(out)).toMatchObject({ canRun: true, inputs: [{ name: 'x' }], defaults: [{ name: 'bias', type: 'tensor(float32)', shape: ['M', 1] }] });
    expect((await callCommandLine(['model', model])).out).toMatch(/Inputs with a value of their own\n {2}bias/);
  });

  test('columns by name or as mapped, into every format, in the order of the rows', async () => {
    const model = await put('linear.onnx', linearModel([1, 10], 0.5, { feature_names: '["a", "b"]' }));
    const rows = Array.from({ length: 5000 }, (_, i) => ({ b: i % 7, 'a, "x"': i, a: i % 5 }));
    const data = await put('rows.ndjson', rows.map((r) => `${JSON.stringify(r)}\n`).join(''));
    expect(await callCommandLine(['predict', model, data, '--to', path('out.csv'), '--prefix', 'm_'])).toMatchObject({ code: 0, out: expect.stringContaining('5000 rows'), err: '' });
    expect((await read('out.csv')).split('\n').slice(0, 3)).toEqual(['b,"a, ""x""",a,m_y', '0,0,0,0.5', '1,1,1,11.5']);
    const mapped = ['--input', 'x="a, ""x""",b', '--drop-inputs'];
    const expected = rows.map((r) => ({ a: r.a, y: r['a, "x"'] + 10 * r.b + 0.5 }));
    expect((await callCommandLine(['predict', model, data, '--to', path('out.json'), ...mapped])).code).toBe(0);
    expect(JSON.parse(await read('out.json'))).toEqual(expected);
    // What was written is read again.
    expect((await callCommandLine(['predict', model, data, '--to', path('out.parquet')])).code).toBe(0);
    expect((await callCommandLine(['predict', model, path('out.parquet'), '--to', path('again.csv'), '--prefix', 'again_'])).code).toBe(0);
    expect((await read('again.csv')).split('\n')[2]).toBe('1,1,1,11.5,11.5');
  });

  test('missing values: no prediction, 0, or another file', async () => {
    const model = await put('sum.onnx', linearModel([1, 1], 0));
    const data = await put('gaps.csv', 'a,b\n1,2\n,3\n4,5\n');
    const scored = async (...more: string[]): Promise<string> => {
      expect((await callCommandLine(['predict', model, data, '--to', path('gaps-out.csv'), ...more])).code).toBe(0);
      return read('gaps-out.csv');
    };
    expect(await scored()).toBe('a,b,y\n1,2,3.0\n,3,\n4,5,9.0\n');
    expect(await scored('--nulls', 'zero')).toBe('a,b,y\n1,2,3.0\n,3,3.0\n4,5,9.0\n');
    expect(await scored('--nulls', 'reject', '--rejected', path('rejected.csv'))).toBe('a,b,y\n1,2,3.0\n4,5,9.0\n');
    expect(await read('rejected.csv')).toBe('a,b\n,3\n');
  });

  test('a word for a missing value: its column and the way out are told, and --null takes it for one', async () => {
    const model = await put('na.onnx', linearModel([1, 1], 0));
    const data = await put('na.csv', 'a,b\n1,2\n3,NA\n4,-\n');
    const call = (...more: string[]) => callCommandLine(['predict', model, data, '--to', path('na-out.csv'), '--input', 'x=a,b', ...more]);
    const told = await call();
    expect(told).toMatchObject({ code: 1, err: expect.stringMatching(/"model" stopped: "b" cannot be converted to FLOAT: NA\. [^]*--null NA/) });
    expect(told.err).not.toContain('TRY_CAST');
    expect(await call('--null', 'NA', '--null', '-')).toMatchObject({ code: 0, err: '' });
    expect(await read('na-out.csv')).toBe('a,b,y\n1,2,3.0\n3,,\n4,,\n');
    expect(await callCommandLine(['predict', model, await put('na.ndjson', '{"a":1,"b":2}\n'), '--to', path('na-out.csv'), '--null', 'NA'])).toMatchObject({ code: 2, err: expect.stringContaining('--null is for files of text') });
  });

  test('of the formats to write only those that hold rows are listed', async () => {
    const { code, err } = await callCommandLine(['predict', await put('to.onnx', linearModel([1, 1], 0)), await put('to.csv', 'a,b\n1,2\n'), '--to', path('out.xyz')]);
    expect([code, err]).toEqual([2, expect.stringMatching(/Use one of .*\.parquet.*\.csv/)]);
    expect(err).not.toContain('.onnx');
    expect(await callCommandLine(['predict', path('to.onnx'), path('to.csv'), '--to', path('out.onnx')])).toMatchObject({ code: 2, err: expect.stringContaining('its ending says no format') });
  });

  test('a feature that is empty throughout does not keep the other rows from a model that knows missing values', async () => {
    const model = await put('knows.onnx', modelFile({ name: 'g', input: [tensorPort('a', 'FLOAT', ['N', 1]), tensorPort('b', 'FLOAT', ['N', 1]), tensorPort('c', 'STRING', ['N', 1])], output: [tensorPort('y', 'FLOAT', ['N', 3])], node: [graphNode('Concat', ['a', 'b'], ['ab'], { axis: { int: 1 } }), graphNode('Imputer', ['ab'], ['k'], { imputed_value_floats: { floats: [10, 20] }, replaced_value_float: { float: NaN } }, 'ai.onnx.ml'), graphNode('OneHotEncoder', ['c'], ['h'], { cats_strings: { texts: ['red'] }, zeros: { int: 1 } }, 'ai.onnx.ml'), graphNode('Flatten', ['h'], ['f'], { axis: { int: 1 } }), graphNode('Concat', ['k', 'f'], ['y'], { axis: { int: 1 } })] }, {}));
    const data = await put('empty-column.csv', 'a,b,c\n1,,red\n,,\n3,,blue\n');
    expect((await callCommandLine(['model', model, '--json'])).out).toMatch(/(?:"takesMissing": true[^]*){3}/);
    const { code, err } = await callCommandLine(['predict', model, data, '--to', path('knows.ndjson'), '--drop-inputs']);
    expect([code, err]).toEqual([0, expect.stringMatching(/^warning model\.mapping: The model takes numbers for "b", which is text/)]);
    expect(await read('knows.ndjson')).toBe('{"y":[1.0,20.0,1.0]}\n{"y":[10.0,20.0,0.0]}\n{"y":[3.0,20.0,0.0]}\n');
    expect((await callCommandLine(['predict', model, data, '--to', path('knows.ndjson'), '--drop-inputs', '--nulls', 'null', '--fill', 'b=7'])).code).toBe(0);
    expect(await read('knows.ndjson')).toBe('{"y":[1.0,7.0,1.0]}\n{"y":null}\n{"y":[3.0,7.0,0.0]}\n');
  });

  test('no row got a prediction: said, since a table of NULLs is easy to miss', async () => {
    const model = await put('sum2.onnx', linearModel([1, 1], 0, { feature_names: '["a", "b"]' }));
    const { code, err } = await callCommandLine(['predict', model, await put('one-empty.ndjson', '{"a":1,"b":null}\n{"a":2,"b":null}\n'), '--to', path('unpredicted.csv'), '--nulls', 'null', '--input', 'x=a,b']);
    expect([code, err]).toEqual([0, expect.stringMatching(/warning model\.mapping: [^]*"b", which is text[^]*warning model\.nulls: .*none of 2 rows got a prediction/)]);
    expect((await callCommandLine(['predict', model, await put('no-rows.csv', 'a,b\n'), '--to', path('unpredicted.csv'), '--input', 'x=a,b'])).err).not.toContain('none of');
  });

  test('rows the model refuses: into a file of their own, or NULL', async () => {
    const gather = modelBytes({ input: [tensorPort('i', 'INT8', ['N'])], output: [tensorPort('y', 'INT64', ['N'])], node: [node('Constant', [], ['t'], { value_ints: [1n, 2n] }), node('Cast', ['i'], ['k'], { to: 7 }), node('Gather', ['t', 'k'], ['y'])] });
    const model = await put('refuses.onnx', gather);
    const data = await put('refused-rows.csv', 'i\n0\n7\n999\n1\n');
    expect(await callCommandLine(['predict', model, data, '--to', path('kept.csv'), '--on-failure', 'errors', '--errors', path('refused.csv')])).toMatchObject({ code: 0, err: '' });
    expect(await read('kept.csv')).toBe('i,y\n0,1\n1,2\n');
    expect(await read('refused.csv')).toMatch(/^i,_error_code,_error_column,_error_message\n7,model-failed,,.*out of.*\n999,value-unreadable,i,.*cannot be converted to TINYINT: 999.*\n$/);
    expect((await callCommandLine(['predict', model, data, '--to', path('kept.csv'), '--on-failure', 'null'])).code).toBe(0);
    expect(await read('kept.csv')).toBe('i,y\n0,1\n7,\n999,\n1,2\n');
    expect(await callCommandLine(['predict', model, data, '--to', path('kept.csv'), '--on-failure', 'errors'])).toMatchObject({ code: 2, err: expect.stringContaining('--errors belongs to') });
  });

  test('what the model runs on is named in the record, and refused where it is not here', async () => {
    const model = await put('linear-on.onnx', linearModel([1], 0));
    const data = await put('one.csv', 'a\n1\n');
    const call = (...more: string[]) => callCommandLine(['predict', model, data, '--to', path('one-out.csv'), ...more]);
    expect((await call('--provider', 'cpu')).code).toBe(0);
    expect((await call('--model-threads', '2')).code).toBe(0);
    for (const wrong of ['0', 'many']) expect(await call('--model-threads', wrong)).toMatchObject({ code: 2, err: expect.stringMatching(/error model\.threads: .*\[param-invalid\]/) });
    const lacking = process.platform === 'darwin' ? 'dml' : 'coreml';
    await rm(path('one-out.csv'));
    expect(await call('--provider', lacking)).toMatchObject({ code: 2, err: expect.stringMatching(`error model\\.provider: .*cannot run on "${lacking}" here: .*Run it on the processor.*\\[provider-missing\\]`) });
    expect(await call('--provider', 'abacus')).toMatchObject({ code: 2, err: expect.stringMatching(/error model\.provider: .*\[param-invalid\]/) });
    // Nothing took its place.
    expect(await readdir(folder)).not.toContain('one-out.csv');
  });

  test('a free dimension is given by its name', async () => {
    const model = await put('free.onnx', modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 'F'])], output: [tensorPort('y', 'FLOAT', ['N', 'F'])], node: [node('Neg', ['x'], ['y'])] }));
    const data = await put('two.csv', 'a,b\n1,2\n3,4\n');
    const call = (...more: string[]) => callCommandLine(['predict', model, data, '--to', path('two-out.ndjson'), ...more]);
    expect(await call()).toMatchObject({ code: 2, err: expect.stringContaining('[model-inputs]') });
    expect((await call('--dim', 'F=2', '--drop-inputs')).code).toBe(0);
    expect(await read('two-out.ndjson')).toBe('{"y":[-1.0,-2.0]}\n{"y":[-3.0,-4.0]}\n');
    expect(await call('--dim', 'G=2')).toMatchObject({ code: 2, err: expect.stringContaining('error model.dimensions: The model has no free dimension "G"; it has "N", "F"') });
  });

  test('whole tensors from nested lists, and from lists written out as text', async () => {
    const model = await put('whole.onnx', modelBytes({ input: [tensorPort('x', 'FLOAT', [2, 2])], output: [tensorPort('y', 'FLOAT', [2, 2]), tensorPort('sum', 'FLOAT', [])], node: [node('Neg', ['x'], ['y']), node('ReduceSum', ['x'], ['sum'], { keepdims: 0 })] }));
    const expected = '{"id":1,"y":[[-1.0,-2.0],[-3.0,-4.0]],"sum":10.0}\n{"id":2,"y":[[-0.5,-0.0],[-0.0,-0.0]],"sum":0.5}\n';
    for (const data of [await put('whole.ndjson', '{"id":1,"x":[[1,2],[3,4]]}\n{"id":2,"x":[[0.5,0],[0,0]]}\n'), await put('whole.csv', 'id,x\n1,"[[1, 2], [3, 4]]"\n2,"[[0.5, 0], [0, 0]]"\n')]) {
      expect(await callCommandLine(['predict', model, data, '--to', path('whole-out.ndjson'), '--drop-inputs'])).toMatchObject({ code: 0, err: '' });
      expect(await read('whole-out.ndjson')).toBe(expected);
    }
  });

  test('what is wrong is said at its place, and no file changes', async () => {
    const model = await put('three.onnx', linearModel([1, 1, 1], 0));
    const data = await put('wrong.csv', 'a,b\n1,2\n3,x\n');
    await put('old.csv', 'old\n');
    const before = (await readdir(folder)).sort();
    const refusals: readonly (readonly [string[], number, RegExp])[] = [
      [[model, data], 2, /error model\.mapping: .*takes 3 numeric columns and 1 are free.*\[model-inputs\]/],
      [[model, data, '--input', 'x=a,b,c'], 2, /model\.mapping.*"c"/],
      [[model, data, '--input', 'x'], 2, /--input x is not NAME=COLUMN/],
      [[model, data, '--input', 'x=a,,b'], 2, /--input x=a,,b is not NAME=COLUMN/],
      [[model, data, '--dim', 'N=0'], 2, /--dim N=0 is not NAME=SIZE/],
      [[model, data, '--nulls', 'drop'], 2, /model\.nulls/],
      [[model, path('none.csv')], 2, /error data\.path: .*\[file-missing\]/],
      [[path('none.onnx'), data], 2, /error model\.model: .*\[model-missing\]/],
      [[await put('broken.onnx', 'no model'), data], 2, /\[model-corrupt\]/],
      [[model, await put('wrong.xyz', 'a')], 2, /wrong\.xyz cannot be read: its ending/],
      [[model, data, '--rejected', path('r.csv')], 2, /--rejected belongs to --nulls reject/],
    ];
    for (const [args, code, says] of refusals) {
      const ended = await callCommandLine(['predict', ...args, '--to', path('old.csv')]);
      expect(ended.err).toMatch(says);
      expect(ended.code).toBe(code);
    }
    expect(await callCommandLine(['predict', model, data, '--to', path('out.docx')])).toMatchObject({ code: 2, err: expect.stringContaining('.parquet') });
    expect(await callCommandLine(['predict', model, data])).toMatchObject({ code: 2 });
    expect(await read('old.csv')).toBe('old\n');
    expect((await readdir(folder)).filter((name) => !['broken.onnx', 'wrong.xyz'].includes(name)).sort()).toEqual(before.filter((name) => name !== 'broken.onnx'));
  });

  test('a row on which the model fails ends the run with 1', async () => {
    const gather = modelBytes({ input: [tensorPort('i', 'INT64', ['N'])], output: [tensorPort('y', 'INT64', ['N'])], node: [node('Constant', [], ['t'], { value_ints: [1n, 2n] }), node('Gather', ['t', 'i'], ['y'])] });
    await put('old.csv', 'old\n');
    const ended = await callCommandLine(['predict', await put('gather.onnx', gather), await put('index.csv', 'i\n0\n7\n'), '--to', path('old.csv')]);
    expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(/error model: .*out of.*\[model-failed\]/) });
    expect(await read('old.csv')).toBe('old\n');
  });
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
