import { expect, test } from 'vitest';
import { cronProblem, nextTimes, timesBetween } from './cron-times.ts';
import { zonedTime } from './started-by.ts';

const at = (text: string): number => Date.parse(text);
const berlin = 'Europe/Berlin';
const next = (cron: string, from: string, count: number, timeZone = berlin) => nextTimes({ cron, timeZone }, at(from), count).map((t) => new Date(t).toISOString().slice(0, 16));

test('a time that clocks skip in spring is made up for at once, and the days around it are as usual', () => {
  expect(next('30 2 * * *', '2026-03-27T12:00Z', 3)).toEqual(['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30']);
  expect(next('30 2,14 * * *', '2026-03-28T14:00Z', 2)).toEqual(['2026-03-29T01:00', '2026-03-29T12:30']);
});

test('a time that comes twice in autumn is taken once, and what repeats within the hours goes on', () => {
  expect(next('30 2 * * *', '2026-10-24T12:00Z', 2)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
  expect(next('*/30 * * * *', '2026-10-25T00:00Z', 4)).toEqual(['2026-10-25T00:30', '2026-10-25T01:00', '2026-10-25T01:30', '2026-10-25T02:00']);
});

test('the zone of the pattern counts, and not that of the machine', () => {
  expect(next('0 6 * * 1-5', '2026-11-27T12:00Z', 1, 'America/New_York')).toEqual(['2026-11-30T11:00']);
  expect(zonedTime(at('2026-11-30T11:00Z'), 'America/New_York')).toBe('2026-11-30 06:00 America/New_York');
});

test('times that have passed are counted, the last one is told, and a moment belongs to one stretch only', () => {
  const daily = { cron: '0 6 * * *', timeZone: 'UTC' };
  expect(timesBetween(daily, at('2026-11-24T06:00Z'), at('2026-11-27T06:00Z'))).toEqual({ last: at('2026-11-27T06:00Z'), count: 3 });
  expect(timesBetween(daily, at('2026-11-27T06:00Z'), at('2026-11-28T05:59:59Z'))).toBeNull();
  const often = timesBetween({ cron: '* * * * *', timeZone: berlin }, at('2026-01-01T00:00Z'), at('2026-11-27T09:15:30Z'));
  expect(often).toEqual({ last: at('2026-11-27T09:15Z'), count: 1000 });
});

test.each([
  ['61 * * * *', 'UTC', 'cron'],
  ['* * * *', 'UTC', 'cron'],
  ['0 0 6 * * *', 'UTC', 'cron'],
  ['', 'UTC', 'cron'],
  ['0 6 31 2 *', 'UTC', 'cron'],
  ['2026-12-24T06:00:00', 'UTC', 'cron'],
  ['0 6 * * *', 'Mars/Base', 'timeZone'],
  ['0 6 * * *', '', 'timeZone'],
])('%j in %j is refused', (cron, timeZone, param) => {
  expect(cronProblem({ cron, timeZone }, 0)?.param).toBe(param);
});

test.each(['0 6 * * MON-FRI', '0 6 * * 7', '@daily', '*/15 8-18 * * 1-5', '0 6 L * *'])('%j is a pattern', (cron) => {
  expect(cronProblem({ cron, timeZone: berlin }, 0)).toBeNull();
});
