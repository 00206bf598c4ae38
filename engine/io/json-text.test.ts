import { expect, it } from 'vitest';
import { jsonPathText, readJsonPath } from '../relation/rest-request.ts';
import { itemsOf, textAt } from './json-text.ts';
import { waitingTime } from './rest-client.ts';
import { nextLink } from './rest-pages.ts';

it('parts of a JSON text are found as they are spelled', () => {
  const text = ' { "a" : [ 1.50 , "x,]\\"}" , { "b" : [ ] } , null ] , "a b" : -9007199254740993 ,\n"\\u0061" : [ 0 , [ 1 , { } ] ] } ';
  expect(textAt(text, [])).toBe(text.trim());
  expect(textAt(text, ['a b'])).toBe('-9007199254740993');
  // Of two values under one key the last counts.
  expect(textAt(text, ['a', 1])).toBe('[ 1 , { } ]');
  expect(itemsOf(textAt('{"a":[1.50,"x,]\\"}",{"b":[]},null,true]}', ['a'])!)).toEqual(['1.50', '"x,]\\"}"', '{"b":[]}', 'null', 'true']);
  for (const [path, where] of [[['a', 9], text], [['b'], text], [['a', 'b'], text], [['x'], '3'], [[0], '"a"'], [['length'], '[]'], [[0], '{}']] as const) expect(textAt(where, path)).toBeNull();
  expect(itemsOf(' [ ] ')).toEqual([]);
});

it('the parts of any value, put together, are the value', () => {
  for (const value of [[], [[]], ['\\', '"', '\\"', '[', '{"a":1}'], [{ '': [], ']': '}' }, 1e300, -0.5, null, false, [[[1]]]], ['é 🎈', '\u2028']]) {
    for (const spelled of [JSON.stringify(value), JSON.stringify(value, null, 2)]) expect(itemsOf(spelled).map((item) => JSON.parse(item) as unknown)).toEqual(value);
  }
});

it('paths are read as they are written', () => {
  for (const [text, steps] of [['', []], ['$', []], ['data.items', ['data', 'items']], ['$.data[0].x', ['data', 0, 'x']], ['["a.b"].c', ['a.b', 'c']], ['a."b c"', ['a', 'b c']], ['$["q\\"]"]', ['q"]']]] as const) {
    expect(readJsonPath(text), text).toEqual(steps);
    expect(readJsonPath(jsonPathText(steps)), text).toEqual(steps);
  }
  for (const text of ['a..b', 'a.', '[x]', 'a[', 'a b', '["x]']) expect(readJsonPath(text), text).toBeNull();
});

it('the next page in a Link header, and how long a server wants to be left alone', () => {
  expect(nextLink('<https://x/?a=1,2>; rel="first", </n>; title="a, <b>; rel=next"; rel=next')).toBe('/n');
  expect(nextLink('</n>; rel="prev next"')).toBe('/n');
  expect(nextLink('</n>; rel="nextone", </m>; rel=last')).toBeNull();
  expect(waitingTime('7')).toBe(7);
  expect(waitingTime('Wed, 21 Oct 2015 07:28:00 GMT', Date.UTC(2015, 9, 21, 7, 27, 30))).toBe(30);
  expect(waitingTime('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0);
  expect(waitingTime('soon')).toBeNull();
  expect(waitingTime(null)).toBeNull();
});
