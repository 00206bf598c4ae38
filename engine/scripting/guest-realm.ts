/**
 * Run first in the sandbox: takes away whatever could make two runs differ (clock, chance, time zone of the machine, garbage
 * collection, shared memory) and freezes the rest, so that no row can leave anything behind for the next one.
 */
export const guestRealm = String.raw`
'use strict';
(() => {
  const no = (what, instead) => () => { throw new Error('There is no ' + what + ' in a script, so that the same rows always give the same result. ' + instead); };
  Math.random = no('chance', 'Take numbers from a column.');
  const RealDate = Date;
  const { UTC, parse } = RealDate;
  const noClock = no('clock', 'Take the time from a column.');
  // A time without a zone is one of UTC, wherever the machine stands.
  const parseUtc = (text) => {
    const spelled = String(text);
    const utc = parse(spelled + 'Z');
    return Number.isNaN(utc) ? parse(spelled) : utc;
  };
  function ScriptDate(...args) {
    if (!new.target || args.length === 0) noClock();
    const value = args.length > 1 ? UTC(...args) : args[0] instanceof RealDate ? args[0].getTime() : typeof args[0] === 'string' ? parseUtc(args[0]) : args[0];
    return Reflect.construct(RealDate, [value], new.target);
  }
  ScriptDate.prototype = RealDate.prototype;
  Object.defineProperty(ScriptDate, 'name', { value: 'Date' });
  ScriptDate.UTC = UTC;
  ScriptDate.parse = parseUtc;
  ScriptDate.now = noClock;
  const dates = RealDate.prototype;
  dates.constructor = ScriptDate;
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    dates['get' + part] = dates['getUTC' + part];
    if (part !== 'Day') dates['set' + part] = dates['setUTC' + part];
  }
  dates.getYear = function () { return this.getUTCFullYear() - 1900; };
  delete dates.setYear;
  dates.getTimezoneOffset = function () { this.getTime(); return 0; };
  dates.toString = dates.toLocaleString = dates.toUTCString;
  const spelledPart = (from, to) => function () { return Number.isNaN(this.getTime()) ? 'Invalid Date' : this.toISOString().slice(from, to); };
  dates.toDateString = dates.toLocaleDateString = spelledPart(0, -14);
  dates.toTimeString = dates.toLocaleTimeString = spelledPart(-13, -1);
  globalThis.Date = ScriptDate;
  for (const name of ['WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics', 'performance', 'eval', 'print', 'console', 'std', 'os', 'bjson', 'gc', 'scriptArgs', 'navigator', 'queueMicrotask']) delete globalThis[name];

  const seen = new Set();
  const harden = (value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
    seen.add(value);
    harden(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const own = Object.getOwnPropertyDescriptor(value, key);
      harden(own.value); harden(own.get); harden(own.set);
      // A property of a frozen prototype could not be set on an object of its own; an accessor can, as it could before.
      if ('value' in own && own.configurable && isPrototype(value)) {
        Object.defineProperty(value, key, {
          get: () => own.value,
          set(next) {
            if (this === value) throw new TypeError('Cannot change ' + String(key) + ' of what all scripts share.');
            Object.defineProperty(this, key, { value: next, writable: true, enumerable: true, configurable: true });
          },
          enumerable: own.enumerable, configurable: false,
        });
      }
    }
    Object.freeze(value);
  };
  const isPrototype = (value) => value === Object.prototype || value === Error.prototype;
  harden(globalThis);
  for (const syntax of [function* () {}, async () => {}, async function* () {}, [][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), ''[Symbol.iterator](), 'a'.matchAll(/a/g)]) harden(Object.getPrototypeOf(syntax));
})();
`;
