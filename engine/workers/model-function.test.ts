import { describe, expect, test } from 'vitest';
import { classifierModel, linearModel, modelBytes, node, tensorPort } from '../inference/model-fixtures.ts';
import { modelDatabase } from './model-function.fixture.ts';

const { connection, register, rowsOf } = modelDatabase();

/** The string functions of a model in ONNX-ML are few; this one gives its texts back, twice per row as a list. */
const textModel = modelBytes({
  input: [tensorPort('s', 'STRING', ['N', 1])],
  output: [tensorPort('one', 'STRING', ['N', 1]), tensorPort('two', 'STRING', ['N', 2])],
  node: [node('Identity', ['s'], ['one']), node('Concat', ['s', 's'], ['two'], { axis: 1 })],
});

describe('rows', () => {
  test.each([0, 1, 2_047, 2_048, 2_049, 10_000])('%i rows are scored once each, all right', async (rows) => {
    const model = await register(linearModel([1, 10], 0.5), ['a FLOAT', 'b FLOAT']);
    await connection().run(
      `CREATE TABLE t AS SELECT i, (i % 100)::FLOAT AS a, (i % 7)::FLOAT AS b FROM range(${rows}) r(i)`,
    );
    expect(
      await rowsOf(
        'SELECT count(*), count(*) FILTER (WHERE p.y = a + 10 * b + 0.5) FROM (SELECT *, f(a, b) AS p FROM t)',
      ),
    ).toEqual([[String(rows), String(rows)]]);
    expect(model.rows()).toBe(rows);
  });

  test('a row is scored once when all its fields are selected through a subquery', async () => {
    const model = await register(classifierModel(['red', 'blue']), ['a FLOAT', 'b FLOAT']);
    await connection().run('CREATE TABLE t AS SELECT (i % 13)::FLOAT AS a, (i % 7)::FLOAT AS b FROM range(5000) r(i)');
    const rows = await rowsOf(
      'SELECT * EXCLUDE (__p), __p.label, __p.probability_red, __p.probability_blue FROM (SELECT *, f(a, b) AS __p FROM t)',
    );
    expect(rows).toHaveLength(5_000);
    expect(model.rows()).toBe(5_000);
  });

  test('a filter above the score sees scored rows only once, and rows filtered before are never scored', async () => {
    const model = await register(linearModel([1, 1], 0), ['a FLOAT', 'b FLOAT']);
    await connection().run('CREATE TABLE t AS SELECT i::FLOAT AS a, 1::FLOAT AS b FROM range(10000) r(i)');
    expect(
      await rowsOf('SELECT count(p.y), sum(p.y) FROM (SELECT f(a, b) AS p FROM t WHERE a % 3 = 0) WHERE p.y > 5000'),
    ).toEqual([['1667', 12504167]]);
    expect(model.rows()).toBe(3_334);
  });

  test('lists laid in another order than their rows are put right', async () => {
    await register(linearModel([1, 100], 0), ['x FLOAT[]']);
    await connection().run('CREATE TABLE t AS SELECT i, [(i % 50)::FLOAT, (i % 9)::FLOAT] AS x FROM range(6000) r(i)');
    const wrong = 'count(*) FILTER (WHERE f(x).y IS DISTINCT FROM (x[1] + 100 * x[2]))';
    expect(await rowsOf(`SELECT count(*), ${wrong} FROM (SELECT * FROM t ORDER BY hash(i))`)).toEqual([['6000', '0']]);
    expect(await rowsOf(`SELECT count(*), ${wrong} FROM t WHERE i % 3 = 1`)).toEqual([['2000', '0']]);
    expect(await rowsOf(`SELECT count(*), ${wrong} FROM t a JOIN range(6000) b(j) ON a.i = (b.j * 7) % 6000`)).toEqual([
      ['6000', '0'],
    ]);
  });

  test('constant arguments give constant results', async () => {
    await register(linearModel([1, 10], 0), ['a FLOAT', 'b FLOAT']);
    expect(await rowsOf('SELECT DISTINCT f(2, 3).y FROM range(5000)')).toEqual([[32]]);
    expect(await rowsOf('SELECT f(2, NULL) FROM range(2)')).toEqual([[null], [null]]);
  });

  test('a join and a union around the function change nothing', async () => {
    await register(linearModel([1, 10], 0), ['a FLOAT', 'b FLOAT']);
    const source =
      '(SELECT i, i::FLOAT AS a FROM range(3000) r(i)) l JOIN (SELECT i AS k, (i % 5)::FLOAT AS b FROM range(3000) r(i)) r ON k = i';
    expect(await rowsOf(`SELECT count(*) FILTER (WHERE f(a, b).y = a + 10 * b) FROM ${source}`)).toEqual([['3000']]);
  });
});

describe('NULL', () => {
  const nullable = (step: number) => `CASE WHEN i % ${step} = 0 THEN NULL ELSE (i % 50)::FLOAT END`;
  const source = `(SELECT i, ${nullable(3)} AS a, ${nullable(5)} AS b FROM range(7000) r(i))`;

  test.each(['null', 'reject'] as const)(
    '%s: a NULL anywhere in a row makes the whole result NULL and spares the model',
    async (nulls) => {
      await register(linearModel([1, 10], 0.5), ['a FLOAT', 'b FLOAT'], { nulls });
      const scored = `(SELECT *, f(a, b) AS p FROM ${source})`;
      const expected = 'a + 10 * b + 0.5';
      expect(
        await rowsOf(
          `SELECT count(*) FILTER (WHERE p.y IS DISTINCT FROM ${expected}), count(p), count(p.y), count(${expected}) FROM ${scored}`,
        ),
      ).toEqual([['0', '3733', '3733', '3733']]);
    },
  );

  test('zero: a NULL counts as 0, and as the empty text', async () => {
    await register(linearModel([1, 10], 0.5), ['a FLOAT', 'b FLOAT'], { nulls: 'zero' });
    const expected = 'coalesce(a, 0) + 10 * coalesce(b, 0) + 0.5';
    expect(await rowsOf(`SELECT count(*) FILTER (WHERE f(a, b).y = ${expected}) FROM ${source}`)).toEqual([['7000']]);
    await register(textModel, ['s VARCHAR'], { nulls: 'zero' }, 'g');
    expect(await rowsOf("SELECT g(s) FROM (VALUES ('x'), (NULL)) t(s)")).toEqual([
      [{ one: 'x', two: ['x', 'x'] }],
      [{ one: '', two: ['', ''] }],
    ]);
  });

  test('a row that is not scored for the NULL of one input does not shift the other, packed one', async () => {
    const sum = modelBytes({ input: [tensorPort('x', 'FLOAT', ['N', 2]), tensorPort('c', 'FLOAT', ['N', 1])], output: [tensorPort('y', 'FLOAT', ['N', 2])], node: [node('Add', ['x', 'c'], ['y'])] });
    await register(sum, ['a FLOAT', 'b FLOAT', 'c FLOAT'], { mapping: { x: ['a', 'b'] } });
    expect(await rowsOf('SELECT f(a, b, c).y FROM (VALUES (1, 2, 0), (3, 4, NULL), (5, 6, 10)) t(a, b, c)')).toEqual([[[1, 2]], [null], [[15, 16]]]);
  });

  test('pass: NaN for every kind of float and an empty text, packed, single and in lists; integers are not scored', async () => {
    const identity = (type: 'FLOAT' | 'DOUBLE' | 'FLOAT16' | 'INT64' | 'STRING') => modelBytes({ input: [tensorPort('x', type, ['N', 2])], output: [tensorPort('y', type, ['N', 2])], node: [node('Identity', ['x'], ['y'])] });
    for (const type of ['FLOAT', 'DOUBLE', 'FLOAT16'] as const) {
      await register(identity(type), ['a FLOAT', 'b FLOAT'], { nulls: 'pass' });
      expect(await rowsOf('SELECT f(a, b).y FROM (VALUES (1, 2), (NULL, NULL), (3, NULL)) t(a, b)')).toEqual([[[1, 2]], [['NaN', 'NaN']], [[3, 'NaN']]]);
      await register(identity(type), ['x FLOAT[]'], { nulls: 'pass' }, 'g');
      expect(await rowsOf('SELECT g(x).y FROM (VALUES ([1, NULL]), (NULL)) t(x)')).toEqual([[[1, 'NaN']], [['NaN', 'NaN']]]);
    }
    await register(identity('STRING'), ['a VARCHAR', 'b VARCHAR'], { nulls: 'pass', mapping: { x: ['a', 'b'] } });
    expect(await rowsOf("SELECT f('x', NULL).y")).toEqual([[['x', '']]]);
    await register(identity('INT64'), ['a BIGINT', 'b BIGINT'], { nulls: 'pass' });
    expect(await rowsOf('SELECT f(1, NULL).y, f(1, 2).y')).toEqual([[null, ['1', '2']]]);
    await register(linearModel([1], 0), ['a FLOAT'], { nulls: 'pass' }, 'single');
    expect(await rowsOf('SELECT single(a).y FROM (VALUES (1), (NULL)) t(a)')).toEqual([[1], ['NaN']]);
  });

  test('every row of a chunk NULL, and chunks without one after it', async () => {
    await register(linearModel([1, 10], 0), ['a FLOAT', 'b FLOAT']);
    const halves = '(SELECT CASE WHEN i < 4096 THEN NULL ELSE i::FLOAT END AS a, 1::FLOAT AS b FROM range(9000) r(i))';
    expect(await rowsOf(`SELECT count(f(a, b)), count(*) FILTER (WHERE f(a, b).y = a + 10) FROM ${halves}`)).toEqual([
      ['4904', '4904'],
    ]);
  });

  test('labels, probabilities and lists are NULL together', async () => {
    await register(classifierModel(['red', 'a label longer than twelve bytes']), ['a FLOAT', 'b FLOAT']);
    const sql = 'SELECT f(a, b) FROM (VALUES (1, -1), (NULL, 1), (-9, 9), (1, NULL)) t(a, b)';
    const [first, second, third, fourth] = (await rowsOf(sql)).map(
      ([value]) => value as Record<string, unknown> | null,
    );
    expect([second, fourth]).toEqual([null, null]);
    expect([first?.['label'], third?.['label']].sort()).toEqual(['a label longer than twelve bytes', 'red']);
    await register(textModel, ['s VARCHAR'], {}, 'g');
    expect(await rowsOf("SELECT g(s).two FROM (VALUES (NULL), ('y'), (NULL), ('z')) t(s)")).toEqual([
      [null],
      [['y', 'y']],
      [null],
      [['z', 'z']],
    ]);
  });

  test('a NULL list and a NULL inside a list make the row NULL, or 0', async () => {
    const values = '(VALUES ([1, 2]), (NULL), ([NULL, 2]), ([3, 4])) t(x)';
    await register(linearModel([1, 10], 0), ['x FLOAT[]']);
    expect(await rowsOf(`SELECT f(x::FLOAT[]).y FROM ${values}`)).toEqual([[21], [null], [null], [43]]);
    await register(linearModel([1, 10], 0), ['x FLOAT[]'], { nulls: 'zero' }, 'z');
    expect(await rowsOf(`SELECT z(x::FLOAT[]).y FROM ${values}`)).toEqual([[21], [0], [20], [43]]);
  });

  test('NaN and infinity are values', async () => {
    await register(linearModel([1], 0), ['a FLOAT']);
    expect(await rowsOf("SELECT f(a::FLOAT).y FROM (VALUES ('NaN'), ('inf'), ('-0')) t(a)")).toEqual([
      ['NaN'],
      ['Infinity'],
      [0],
    ]);
  });
});

describe('types', () => {
  test('texts of every length come back as they went', async () => {
    await register(textModel, ['s VARCHAR']);
    const texts = `(SELECT CASE i % 5 WHEN 0 THEN '' WHEN 1 THEN 'zwölf Byte…' WHEN 2 THEN repeat('😀', i % 40) WHEN 3 THEN 'twelve bytes' ELSE i::VARCHAR END AS s FROM range(9000) r(i))`;
    expect(await rowsOf(`SELECT count(*) FILTER (WHERE f(s).one = s AND f(s).two = [s, s]) FROM ${texts}`)).toEqual([
      ['9000'],
    ]);
  });

  test.each([
    ['DOUBLE', 'DOUBLE', '0.1'],
    ['INT64', 'BIGINT', '9007199254740993'],
    ['INT32', 'INTEGER', '-2147483648'],
    ['INT16', 'SMALLINT', '-32768'],
    ['INT8', 'TINYINT', '-128'],
    ['UINT8', 'UTINYINT', '255'],
    ['UINT16', 'USMALLINT', '65535'],
    ['UINT32', 'UINTEGER', '4294967295'],
    ['UINT64', 'UBIGINT', '18446744073709551615'],
    ['BOOL', 'BOOLEAN', 'true'],
    ['FLOAT16', 'FLOAT', '0.5'],
  ] as const)('%s is %s, scalar, packed and as a list', async (type, sqlType, value) => {
    const model = modelBytes({
      input: [tensorPort('x', type, ['N', 1]), tensorPort('xs', type, ['N', 2])],
      output: [tensorPort('y', type, ['N', 1]), tensorPort('ys', type, ['N', 2])],
      node: [node('Identity', ['x'], ['y']), node('Identity', ['xs'], ['ys'])],
    });
    await register(model, [`x ${sqlType}`, `a ${sqlType}`, `b ${sqlType}`], { mapping: { xs: ['a', 'b'] } });
    const [[y, ys, types]] = (await rowsOf(
      `WITH t AS (SELECT (${value})::${sqlType} AS v), s AS (SELECT v, f(v, v, v) AS p FROM t) SELECT p.y = v, p.ys = [v, v], typeof(p) FROM s`,
    )) as [unknown[]];
    expect([y, ys, types]).toEqual([true, true, `STRUCT(y ${sqlType}, ys ${sqlType}[])`]);
  });

  test('integer classes are integers and their names columns', async () => {
    await register(classifierModel([3n, 5n, 9n]), ['a FLOAT', 'b FLOAT']);
    expect(await rowsOf('SELECT typeof(f(1, 2))')).toEqual([
      ['STRUCT("label" BIGINT, probability_3 FLOAT, probability_5 FLOAT, probability_9 FLOAT)'],
    ]);
  });

  test('a fixed batch of one, through several chunks', async () => {
    await register(linearModel([1, 10], 0, {}, 1), ['a FLOAT', 'b FLOAT']);
    expect(await rowsOf('SELECT count(*) FILTER (WHERE f(i::FLOAT, 1).y = i + 10) FROM range(2500) r(i)')).toEqual([
      ['2500'],
    ]);
  });
});
