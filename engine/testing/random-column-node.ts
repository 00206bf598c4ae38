import { isNumericType, type Column, type Schema } from '../core/schema.ts';
import type { Draw } from './draw.ts';
import { freeName, type NodeOptions, type Params } from './random-node.ts';
import { over, someNames, times, wholeOrder } from './random-row-node.ts';

const texts = (schema: Schema): Schema => schema.filter((c) => c.type === 'VARCHAR');
const numbers = (schema: Schema): Schema => schema.filter((c) => isNumericType(c.type));
const names = (columns: Schema): string[] => columns.map((c) => c.name);
const nested = (c: Column): boolean => /^(STRUCT|MAP|UNION)\(|\]$/.test(c.type);

export function convertParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const columns = draw.some(schema!, 1, 2).map((c) => ({
    column: c.name,
    type: draw.one(['VARCHAR', 'INTEGER', 'DECIMAL(12,3)', 'DOUBLE', 'DATE', 'TIMESTAMP', 'BOOLEAN', 'UUID']),
  }));
  return { columns, onFailure: draw.one(['errors', 'null']) };
}

export function fillParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const c = draw.one(schema!);
  const methods = ['previous', 'next', ...(nested(c) || c.type === 'BLOB' ? [] : ['min', 'max']), ...(isNumericType(c.type) && !/DOUBLE|FLOAT|INT$/.test(c.type) ? ['mean', 'median'] : []), ...(c.type === 'VARCHAR' ? ['constant', 'constant'] : [])];
  return {
    fills: [{ columns: [c.name], method: draw.one(methods), value: draw.one(['', "it's", '🎈']) }],
    groups: someNames(
      draw,
      schema!.filter((s) => s !== c),
      1,
    ),
    order: wholeOrder(draw, schema!),
  };
}

export function replaceParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  return over(
    draw,
    schema!.filter((c) => c.type === 'VARCHAR' || c.type === 'INTEGER'),
    (c) => {
      const whole = c.type === 'INTEGER';
      const values = [
        { from: whole ? '1' : 'a', to: whole ? '2' : "b 'x'" },
        { from: null, to: whole ? '0' : '' },
        { from: whole ? '2' : 'NULL', to: null },
      ];
      return {
        column: c.name,
        values: draw.some(values, 1, 3),
        others: draw.one(['keep', 'null', 'value']),
        other: whole ? '-1' : 'other',
        into: draw.chance(40) ? freeName(draw, names(schema!)) : null,
      };
    },
  );
}

export function findReplaceParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const rules = [
    { find: 'a', replace: '$1\\1', as: 'text', ignoreCase: true },
    { find: '\\N', replace: '', as: 'whole' },
    { find: '(.)\\s', replace: '\\1', as: 'regex' },
    { find: '.', replace: '🎈', as: 'text' },
  ];
  return { columns: names(draw.some(texts(schema!), 0, 2)), rules: draw.some(rules, 1, 3) };
}

export function cleanParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const switches = ['trim', 'spaces', 'accents', 'digits', 'signs', 'controls', 'emptyIsNull'];
  return {
    columns: names(draw.some(texts(schema!), 0, 2)),
    case: draw.one(['keep', 'lower', 'upper', 'title', 'sentence']),
    ...Object.fromEntries(switches.map((name) => [name, draw.chance(50)])),
  };
}

export function splitColumnParams(draw: Draw, [schema]: readonly Schema[], options: NodeOptions): Params | null {
  return over(draw, texts(schema!), (c) => {
    const into = draw.one(['columns', 'rows', 'list']);
    const taken = names(schema!);
    const parts = [0, 1].map((i) => `part ${i} "${taken.length}"`);
    return {
      column: c.name,
      by: draw.one(['separator', 'regex', 'widths']),
      separator: draw.one([',', ' ', "'"]),
      pattern: '[,;|]',
      widths: ['1', '2'],
      into,
      names: into === 'columns' ? parts : [],
      surplus: draw.one(['errors', 'last', 'drop']),
      name: into === 'columns' ? null : draw.one([null, freeName(draw, taken)]),
      position: into === 'rows' && !options.deterministic ? 'position' : null,
      trim: draw.chance(50),
      keep: draw.chance(50),
    };
  });
}

export function extractParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  return over(draw, texts(schema!), (c) => {
    const what = draw.one(['number', 'email', 'url', 'regex']);
    return {
      column: c.name,
      what,
      pattern: what === 'regex' ? '([a-z])|(\\d)' : '',
      names: what === 'regex' ? ['letter "x"', 'digit'] : [],
      every: what !== 'regex' && draw.chance(50),
      name: freeName(draw, names(schema!)),
    };
  });
}

export function parseTimeParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  return over(draw, texts(schema!), (c) => ({
    columns: [
      {
        column: c.name,
        formats: draw.some(['%Y-%m-%d', '%d.%m.%Y', '%Y-%m-%d %H:%M:%S', '%H:%M'], 1, 3),
        type: draw.one(['date', 'timestamp', 'timestamp-tz', 'time']),
        zone: draw.one(['UTC', 'Europe/Berlin']),
        name: draw.chance(40) ? freeName(draw, names(schema!)) : null,
      },
    ],
    onFailure: draw.one(['errors', 'null']),
  }));
}

export function datePartsParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  return over(draw, times(schema!), (c) => ({
    columns: [
      {
        do: draw.one(['part', 'cut', 'difference']),
        column: c.name,
        part: draw.one(['year', 'quarter', 'month-name', 'iso-year', 'week', 'weekday', 'hour', 'second']),
        unit: draw.one(['hour', 'day', 'month', 'year']),
        until: draw.one(times(schema!)).name,
        name: freeName(draw, names(schema!)),
      },
    ],
    zone: draw.one(['UTC', 'America/New_York']),
  }));
}

export function parseJsonParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  return over(draw, texts(schema!), (c) => ({
    column: c.name,
    fields: [
      {
        path: draw.one(['a', '$.b[0]', '$']),
        type: draw.one(['VARCHAR', 'INTEGER', 'DOUBLE[]']),
        name: freeName(draw, names(schema!)),
      },
    ],
    keep: draw.chance(60) || schema!.length === 1,
    onFailure: draw.one(['errors', 'null']),
  }));
}

export function binParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  // The bins of huge limits are wider than a DOUBLE tells apart.
  return over(
    draw,
    schema!.filter((c) => ['INTEGER', 'DECIMAL(10,2)', 'UTINYINT', 'DOUBLE', 'FLOAT'].includes(c.type)),
    (c) => ({
      column: c.name,
      method: draw.one(['equal', 'width', 'quantile', 'custom']),
      count: 1 + draw.below(4),
      width: draw.one([10, 0.5, 1e9]),
      limits: ['0', '1.5', '10'],
      groups: someNames(
        draw,
        schema!.filter((s) => s !== c),
        1,
      ),
      give: draw.one(['label', 'number', 'start']),
      name: freeName(draw, names(schema!)),
    }),
  );
}

export function scaleParams(draw: Draw, [schema]: readonly Schema[], options: NodeOptions): Params | null {
  const columns = names(draw.some(numbers(schema!), 1, 2));
  return columns.length === 0
    ? null
    : {
        columns,
        method: draw.one(['minmax', 'maxabs', 'robust', ...(options.deterministic ? [] : ['standard'])]),
        suffix: draw.one(['', ' scaled "x"']),
      };
}

export function encodeParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  return over(
    draw,
    schema!.filter((c) => c.type === 'VARCHAR' || c.type === 'INTEGER'),
    (c) => ({
      column: c.name,
      method: draw.one(['ordinal', 'one-hot']),
      values: c.type === 'INTEGER' ? ['1', '2', '-7'] : ['a', 'A', '日本 🎈', ''],
      unknown: draw.one(['errors', 'null']),
      prefix: draw.one([null, 'is "']),
      keep: draw.chance(60),
    }),
  );
}

export function maskParams(draw: Draw, [schema]: readonly Schema[]): Params {
  const columns = names(draw.some(texts(schema!), 0, 2));
  return {
    masks:
      columns.length === 0
        ? [{ columns: [draw.one(schema!).name], method: 'empty' }]
        : [
            {
              columns,
              method: draw.one(['partial', 'text', 'empty']),
              start: draw.below(3),
              end: draw.below(3),
              sign: draw.one(['*', '🎈']),
              text: "hid'den",
            },
          ],
  };
}

export function explodeParams(draw: Draw, [schema]: readonly Schema[]): Params | null {
  return over(draw, schema!.filter(nested), (c) => ({
    column: c.name,
    keepEmpty: draw.chance(50),
    position: draw.chance(40) ? freeName(draw, [...names(schema!), 'key', 'value']) : null,
    prefix: draw.one(['', 'of "']),
  }));
}
