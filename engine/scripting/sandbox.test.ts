import { expect, test } from 'vitest';
import type { ScriptCall } from '../relation/script-call.ts';
import { callScript } from './call-script.ts';
import { checkScript } from './check-script.ts';
import { Sandbox } from './sandbox.ts';

const defaults = { form: 'body', unit: 'row', gives: 'columns', inputs: [{ name: 'n', type: 'VARCHAR' }], outputs: [{ name: 'out', type: 'VARCHAR' }], stops: false, seconds: 1, megabytes: 16 } as const;

/** Calls a script once for each text and gives the values, or what was told of the row. */
async function run(code: string, rows: readonly (string | null)[] = ['1'], more: Partial<ScriptCall> = {}, isCancelled = (): boolean => false, now = (): number => performance.now()): Promise<unknown[]> {
  const call: ScriptCall = { ...defaults, code, ...more };
  const sandbox = await Sandbox.open(call, { now, isCancelled });
  const results = callScript(sandbox, call, JSON.stringify({ n: rows.length, c: [{ s: rows }] }), [], rows.length) as readonly [unknown, string | null, string | null, string | null][];
  return results.map(([value, code_, column, message]) => (message === null ? (Array.isArray(value) && value.length === 1 ? value[0] : value) : `${code_} ${column}: ${message}`));
}

test('a script reaches nothing of the machine it runs on', async () => {
  const names = ['fetch', 'require', 'process', 'XMLHttpRequest', 'Deno', 'globalThis.process', 'WebSocket', 'Worker', 'setTimeout', 'setInterval', 'console', 'eval', 'std', 'os', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'performance'];
  expect(await run(`return [${names.map((name) => `typeof ${name}`).join(', ')}].join();`)).toEqual([names.map(() => 'undefined').join()]);
  expect(await run('return this === undefined ? "none" : "some";')).toEqual(['none']);
  expect(await run('return String(new Function("return typeof process + typeof require")());')).toEqual(['undefinedundefined']);
  expect(await run('return ((await) => "x")();')).toEqual(['x']);
  expect(await run('return import("node:fs");')).toEqual(['value-unreadable out: "out" is a promise where a text is wanted.']);
});

test('no row can leave anything for the next', async () => {
  const marks = [
    'globalThis.seen = 1',
    'Object.prototype.seen = 1',
    'Array.prototype.push = () => 7',
    'Math.seen = 1',
    'JSON.stringify = () => "{}"',
    'Object.getPrototypeOf(function* () {}).seen = 1',
    'Object.getPrototypeOf(async () => {}).seen = 1',
    'Object.getPrototypeOf([][Symbol.iterator]()).next = 1',
    'RegExp.prototype.exec = () => null',
    'Error.prepareStackTrace = () => 1',
    'Date.prototype.seen = 1',
    'Object.prototype.toString = 1',
    'Map.prototype.seen = 1',
    '"x".constructor.prototype.seen = 1',
    'Object.getPrototypeOf(Int8Array).prototype.seen = 1',
  ];
  for (const mark of marks) {
    const [told] = await run(`${mark}; return "done";`);
    expect([mark, told]).toEqual([mark, expect.stringMatching(/^script-failed null: TypeError: /)]);
  }
  expect(await run('const seen = globalThis.seen; try { globalThis.seen = 1; } catch {} return String(seen);', ['a', 'b'])).toEqual(['undefined', 'undefined']);
});

test('objects of a script may have any names, and methods of their own', async () => {
  expect(await run('const o = { toString: 1 }; o.valueOf = 2; o.constructor = 3; o.hasOwnProperty = 4; class E extends Error { constructor() { super("m"); this.name = "E"; this.message = "n"; } } return JSON.stringify(o) + new E();')).toEqual(['{"toString":1,"valueOf":2,"constructor":3,"hasOwnProperty":4}E: n']);
  const inputs = [{ name: '__proto__', type: 'VARCHAR' }];
  expect(await run('return Object.keys(row).join() + row["__proto__"];', ['x'], { inputs })).toEqual(['__proto__x']);
  expect(await run('return Object.keys(row).join() + row.constructor;', ['x'], { inputs: [{ name: 'constructor', type: 'VARCHAR' }] })).toEqual(['constructorx']);
  expect(await run('return {"__proto__": null, "toString": "x"};', ['x'], { outputs: [{ name: 'toString', type: 'VARCHAR' }] })).toEqual(['x']);
});

test('the same rows give the same result on any machine: no chance, no clock, no time zone', async () => {
  const before = process.env['TZ'];
  process.env['TZ'] = 'America/New_York';
  try {
    const zoned = 'const d = new Date(row.n); return [d.toISOString(), d.getHours(), d.getTimezoneOffset(), String(d), d.toDateString(), d.toTimeString(), d.toLocaleString(), new Date(2024, 6, 1).toISOString(), Date.parse("2024-07-01 12:00"), new Date(new Date(0)).getTime(), d instanceof Date, d.constructor === Date].join("|");';
    expect(await run(zoned, ['2024-07-01 12:00', '2024-07-01T12:00:00.123456', '2024-07-01T12:00:00+02:00', '2024-07-01'])).toEqual([
      '2024-07-01T12:00:00.000Z|12|0|Mon, 01 Jul 2024 12:00:00 GMT|2024-07-01|12:00:00.000|Mon, 01 Jul 2024 12:00:00 GMT|2024-07-01T00:00:00.000Z|1719835200000|0|true|true',
      '2024-07-01T12:00:00.123Z|12|0|Mon, 01 Jul 2024 12:00:00 GMT|2024-07-01|12:00:00.123|Mon, 01 Jul 2024 12:00:00 GMT|2024-07-01T00:00:00.000Z|1719835200000|0|true|true',
      '2024-07-01T10:00:00.000Z|10|0|Mon, 01 Jul 2024 10:00:00 GMT|2024-07-01|10:00:00.000|Mon, 01 Jul 2024 10:00:00 GMT|2024-07-01T00:00:00.000Z|1719835200000|0|true|true',
      '2024-07-01T00:00:00.000Z|0|0|Mon, 01 Jul 2024 00:00:00 GMT|2024-07-01|00:00:00.000|Mon, 01 Jul 2024 00:00:00 GMT|2024-07-01T00:00:00.000Z|1719835200000|0|true|true',
    ]);
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
  for (const impure of ['new Date()', 'Date()', 'Date.now()', 'Math.random()', 'new (class extends Date {})()']) expect(await run(`return String(${impure});`)).toEqual([expect.stringMatching(/There is no (clock|chance) in a script/)]);
});

test('a loop, a regular expression or a catch that swallows everything ends when the time is over', async () => {
  for (const endless of ['for (;;);', 'for (;;) try { for (;;); } catch {} finally { continue; }', '/(a+)+$/.test("a".repeat(60) + "b")', 'const a = []; for (;;) a.length = 0;', 'const f = function* () { for (;;) yield 1; }; for (const x of f());']) {
    const started = performance.now();
    await expect(run(`if (row.n === "2") { ${endless} } return "x";`, ['1', '2'], { seconds: 0.2 })).rejects.toThrow('The script took longer than 0.2 seconds for one row.');
    expect(performance.now() - started).toBeLessThan(4000);
  }
});

test('the time is that of one row: many rows that each are quick may take longer together', async () => {
  // A clock that goes on by 10 ms whenever it is asked, so that a busy machine changes nothing.
  let clock = 0;
  const code = 'let s = 0; for (let i = 0; i < 1e5; i++) s += i; return String(s);';
  expect(await run(code, Array(20).fill('1'), { seconds: 0.3 }, undefined, () => (clock += 10))).toHaveLength(20);
  expect(clock).toBeGreaterThan(1000);
  await expect(run(code.replace('1e5', '1e6'), ['1'], { seconds: 0.3 }, undefined, () => (clock += 10))).rejects.toThrow('longer than 0.3 seconds');
});

test('a cancelled script ends at once', async () => {
  const started = performance.now();
  for (const after of [0, 200]) await expect(run('for (;;);', ['1'], { seconds: 60 }, () => performance.now() - started > after)).rejects.toThrow('The script was cancelled.');
  expect(performance.now() - started).toBeLessThan(2000);
});

test('memory ends at its limit, however it is asked for', async () => {
  for (const greedy of ['const a = []; for (;;) a.push({ a: [1, 2, 3] });', 'new Uint8Array(1e9)', '"x".repeat(5e8)', 'new Array(2e8).fill(0)']) {
    await expect(run(`${greedy}; return "x";`, ['1'], { seconds: 20 })).rejects.toThrow('The script needs more than its 16 MB');
  }
  await expect(run('return row.n.length + "";', ['x'.repeat(40 << 20)])).rejects.toThrow('16 MB');
});

test('recursion without end is an error of the row, in every way', async () => {
  for (const deep of ['const f = () => f(); f();', 'const g = () => [1].map(g); g();', 'JSON.parse("[".repeat(1e6));', 'const t = { toString() { return "" + t; } }; "" + t;', 'const c = []; c.push(c); return c;']) {
    const [first, second] = (await run(`if (row.n === "1") { ${deep} } return "fine";`, ['1', '2'])) as string[];
    expect([deep, first, second]).toEqual([deep, expect.stringContaining('stack overflow'), 'fine']);
  }
  await expect(run('new Function("(".repeat(1e5));')).rejects.toThrow(/too deep|stack overflow/);
  expect(await checkScript('('.repeat(1e5), 'row')).toMatchObject({ ok: false, message: expect.stringMatching(/too deep|stack overflow/) });
  expect(await checkScript('row.a', 'row')).toEqual({ ok: true, form: 'expression' });
});

test('what a script gives is checked: nothing, too much, the wrong kind', async () => {
  const two = [{ name: 'a', type: 'INTEGER' }, { name: 'b', type: 'VARCHAR' }];
  const told = async (code: string, outputs = two): Promise<unknown> => (await run(code, ['1'], { outputs }))[0];
  expect(await told('return { a: 1 };')).toBe('value-unreadable b: The script gives no value called "b". Give null where there is none.');
  expect(await told('return { a: 1, b: null, c: 2 };')).toEqual([1, null]);
  expect(await told('return [1, "x"];')).toBe('value-unreadable null: The script gives an array where an object with "a", "b" is wanted.');
  expect(await told('row.n;')).toContain('The script gives nothing.');
  expect(await told('row.n;', [two[0]!])).toContain('The script gives nothing. Return a value, or null where there is none.');
  expect(await told('return { a: 2 ** 31, b: "" };')).toBe('value-unreadable a: "a" is 2147483648, which is not between -2147483648 and 2147483647.');
  expect(await told('return { a: 1.5, b: "" };')).toContain('"a" is 1.5 where a whole number is wanted.');
  expect(await told('return { a: "1", b: "" };')).toContain('"a" is "1" where a whole number is wanted.');
  expect(await told('return { a: 0, b: 5 };')).toContain('"b" is 5 where a text is wanted.');
  expect(await told('return { a: -0, b: "\\ud800" };')).toContain('half of a character');
  expect(await told('throw undefined;')).toBe('script-failed null: The script threw undefined');
  expect(await told('throw { get message() { throw 1; }, toString() { throw 2; } };')).toContain('no text');
  expect(await told('\n\nthrow new RangeError("far");')).toBe('script-failed null: RangeError: far (line 3)');
  expect(await run('return row.n === "1";', ['1', '2'], { gives: 'keep', outputs: [] })).toEqual([true, false]);
  expect(await run('return row.n;', ['1'], { gives: 'keep', outputs: [] })).toEqual([expect.stringContaining('gives a string where true or false is wanted')]);
  await expect(run('throw new Error("bad");', ['1'], { stops: true })).rejects.toThrow('The script failed at a row: Error: bad (line 1).');
});

test('a script is an expression or a body; one that is neither is told where; none can close the function it stands in', async () => {
  expect(await checkScript('row.a + 1 // so', 'row')).toEqual({ ok: true, form: 'expression' });
  expect(await checkScript('{ a: 1 }', 'row')).toEqual({ ok: true, form: 'expression' });
  expect(await checkScript('const a = 1;\nreturn a;', 'row')).toEqual({ ok: true, form: 'body' });
  expect(await checkScript('const a = 1;\nlet b = ;', 'row')).toMatchObject({ ok: false, line: 2, span: { start: 21 } });
  expect(await checkScript('if (', 'row')).toMatchObject({ ok: false });
  expect(await checkScript('', 'row')).toEqual({ ok: true, form: 'body' });
  for (const escape of ['1)); let n = 0; ((row) => (n++', '}); let n = 0; ((row) => { return n++;', '1\n)); for(;;); ((', 'return 1; } function x() {']) expect(await checkScript(escape, 'row')).toMatchObject({ ok: false });
});
