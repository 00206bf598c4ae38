/**
 * Run after the realm is prepared; evaluates to the function that calls the script for the rows of one vector. Columns come as the
 * descriptions that encodeInput writes, results leave as one JSON text that readResult reads.
 */
export const guestCalls = String.raw`
'use strict';
((types, names, wanted, unit, gives, progress, script) => {
  const { parse, stringify } = JSON;
  const views = { int8: Int8Array, int16: Int16Array, int32: Int32Array, uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, int64: BigInt64Array, uint64: BigUint64Array, float32: Float32Array, float64: Float64Array, boolean: Uint8Array };

  // Columns: an array, or a view of one, with a value per row.
  const column = (type, part, buffers) => {
    const nulls = part.m === undefined ? null : new Uint8Array(buffers[part.m]);
    const each = (count, value) => {
      const out = new Array(count);
      for (let i = 0; i < count; i++) out[i] = nulls !== null && nulls[i] === 1 ? null : value(i);
      return out;
    };
    switch (type.kind) {
      case 'text':
      case 'spelled':
      case 'decimal':
        return part.s;
      case 'big':
        return part.s.map((text) => (text === null ? null : BigInt(text)));
      case 'bytes': {
        const ends = new Uint32Array(buffers[part.e]);
        const bytes = buffers[part.d];
        return each(part.n, (i) => new Uint8Array(bytes.slice(i === 0 ? 0 : ends[i - 1], ends[i])));
      }
      case 'boolean': {
        const flags = new Uint8Array(buffers[part.d]);
        return each(part.n, (i) => flags[i] !== 0);
      }
      case 'list': {
        const items = column(type.item, part.c[0], buffers);
        const places = new Uint32Array(buffers[part.e]);
        return each(part.n, (i) => slice(items, places[2 * i], places[2 * i + 1]));
      }
      case 'map': {
        const keys = column(type.key, part.c[0], buffers);
        const values = column(type.value, part.c[1], buffers);
        const places = new Uint32Array(buffers[part.e]);
        return each(part.n, (i) => {
          const map = new Map();
          for (let at = places[2 * i], end = at + places[2 * i + 1]; at < end; at++) map.set(keys[at], values[at]);
          return map;
        });
      }
      case 'struct': {
        const fields = type.fields.map((field, i) => column(field.type, part.c[i], buffers));
        const fieldNames = type.fields.map((field) => field.name);
        return each(part.n, (i) => record(fieldNames, fields, i));
      }
      default: {
        const data = new views[type.kind](buffers[part.d]);
        return nulls === null ? data : each(part.n, (i) => data[i]);
      }
    }
  };
  const slice = (items, start, length) => {
    const out = new Array(length);
    for (let i = 0; i < length; i++) out[i] = items[start + i];
    return out;
  };
  // An object of the values at place i of each field, or of the fields themselves where i is null.
  const record = (fieldNames, fields, i) => {
    const made = {};
    for (let f = 0; f < fieldNames.length; f++) {
      const name = fieldNames[f];
      const value = i === null ? fields[f] : fields[f][i];
      if (name === '__proto__') Object.defineProperty(made, name, { value, writable: true, enumerable: true, configurable: true });
      else made[name] = value;
    }
    return made;
  };

  // Values on their way out: JSON with the rest of what a script can make in objects of one letter.
  const away = (value) => {
    switch (typeof value) {
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0) ? value : { n: Object.is(value, -0) ? '-0' : String(value) };
      case 'string':
      case 'boolean':
        return value;
      case 'undefined':
        return null;
      case 'bigint':
        return { i: value.toString() };
      case 'object': {
        if (value === null) return null;
        if (Array.isArray(value)) return Array.from(value, away);
        if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return value instanceof Uint8Array ? { x: latin(value) } : Array.from(value, away);
        if (value instanceof ArrayBuffer) return { x: latin(new Uint8Array(value)) };
        if (value instanceof Date) return { t: String(value.getTime()) };
        if (value instanceof Map) return { m: [Array.from(value.keys(), away), Array.from(value.values(), away)] };
        if (value instanceof Promise) return { f: 'a promise' };
        const keys = Object.keys(value);
        return { o: [keys, keys.map((key) => away(value[key]))] };
      }
      default:
        return { f: 'a ' + typeof value };
    }
  };
  const latin = (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return text;
  };
  const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value) && !(value instanceof Date) && !(value instanceof Map) && !(value instanceof ArrayBuffer) && !(value instanceof Promise);
  const kindOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'an array' : isRecord(value) ? 'an object' : typeof value === 'object' ? away(value).f ?? 'another object' : 'a ' + typeof value);

  class Misfit {
    constructor(column, message) { this.column = column; this.message = message; }
  }
  const one = wanted.length === 1 ? wanted[0] : null;
  const valueOf = (result, name) => {
    const value = result[name];
    if (value === undefined) throw new Misfit(name, 'The script gives no value called "' + name + '". Give null where there is none.');
    return value;
  };
  const given = (result) => {
    if (result === undefined) throw new Misfit(null, 'The script gives nothing. Return a value, or null where there is none.');
    return result;
  };
  // Appends the wanted values of one row to the columns that leave.
  const put = (columns, result) => {
    if (one !== null && (typeof result !== 'object' || !isRecord(result))) {
      columns[0].push(away(given(result)));
      return;
    }
    if (!isRecord(result)) throw new Misfit(null, 'The script gives ' + kindOf(result) + ' where an object with ' + wanted.map((name) => '"' + name + '"').join(', ') + ' is wanted.');
    const values = wanted.map((name) => away(valueOf(result, name)));
    for (let c = 0; c < columns.length; c++) columns[c].push(values[c]);
  };
  const putColumns = (columns, result) => {
    const lists = wanted.map((name) => {
      const list = valueOf(result, name);
      if (!Array.isArray(list) && !ArrayBuffer.isView(list)) throw new Misfit(name, 'The script gives ' + kindOf(list) + ' for "' + name + '" where an array with a value for each row is wanted.');
      return list;
    });
    const count = lists.length === 0 ? 0 : lists[0].length;
    const other = lists.findIndex((list) => list.length !== count);
    if (other >= 0) throw new Misfit(wanted[other], 'The script gives ' + lists[other].length + ' values for "' + wanted[other] + '" and ' + count + ' for "' + wanted[0] + '". Give as many of each.');
    const values = lists.map((list) => Array.from(list, away));
    for (let c = 0; c < columns.length; c++) for (const value of values[c]) columns[c].push(value);
    return count;
  };
  const putRows = (columns, result) => {
    if (given(result) === null) return 0;
    if (unit === 'table' && isRecord(result)) return putColumns(columns, result);
    const rows = Array.isArray(result) ? result : [result];
    for (const row of rows) put(columns, row);
    return rows.length;
  };

  // How an error is told: where it was thrown, by the line of the script.
  const told = (error) => {
    if (error instanceof Misfit) return { c: error.column, w: error.message, k: 'misfit' };
    let text, line = null;
    try {
      text = error instanceof Error ? String(error.name) + ': ' + String(error.message) : 'The script threw ' + String(error);
      const found = /script:(\d+)/.exec(error instanceof Error ? String(error.stack) : '');
      if (found !== null) line = Number(found[1]) - 1;
    } catch { text = 'The script threw something that has no text.'; }
    return { c: null, w: text.slice(0, 1000), l: line, k: 'thrown' };
  };
  // With no room left for an error, null is thrown.
  const isLimit = (error) => error === null || error instanceof InternalError && (error.message === 'out of memory' || error.message === 'interrupted');

  return (text, buffers) => {
    const feed = parse(text);
    // A table arrives as a list of rows, whose fields are its columns.
    const table = unit === 'table' ? { names: types[0].item.fields.map((field) => field.name), fields: types[0].item.fields.map((field, f) => column(field.type, feed.c[0].c[0].c[f], buffers)), places: new Uint32Array(buffers[feed.c[0].e]) } : null;
    const fields = table === null ? types.map((type, i) => column(type, feed.c[i], buffers)) : [];
    const columns = wanted.map(() => []);
    const kept = [];
    const counts = [];
    const failures = [];
    for (let i = 0; i < feed.n; i++) {
      progress[0] = i;
      // What a row with several rows has put there before it failed goes again.
      const before = gives === 'rows' && columns.length > 0 ? columns[0].length : 0;
      try {
        if (table !== null) {
          const [start, length] = [table.places[2 * i], table.places[2 * i + 1]];
          counts.push(putRows(columns, script(record(table.names, table.fields.map((values) => slice(values, start, length)), null), length)));
          continue;
        }
        const result = given(script(record(names, fields, i)));
        if (gives === 'columns') put(columns, result);
        else if (gives === 'rows') counts.push(putRows(columns, result));
        else if (typeof result === 'boolean' || result === null) kept.push(result === true);
        else throw new Misfit(null, 'The script gives ' + kindOf(result) + ' where true or false is wanted.');
      } catch (error) {
        if (isLimit(error)) throw error;
        failures.push([i, told(error)]);
        for (let c = 0; c < columns.length; c++) {
          if (gives === 'rows') columns[c].length = before;
          else columns[c].push(null);
        }
        if (gives === 'keep') kept.push(null);
        else if (gives === 'rows') counts.push(0);
      }
    }
    return stringify({ c: columns, k: kept, n: counts, e: failures });
  };
});
`;
