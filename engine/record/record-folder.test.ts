import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newRunId, RecordFolder } from './record-folder.ts';

test('names of runs within one second sort by their start, behind those that end with the second', () => {
  const ids = Array.from({ length: 40 }, (_, i) => newRunId(new Date(Date.UTC(2026, 10, 26, 16, 41, 45, i * 5))));
  expect(ids.toSorted()).toEqual(ids);
  expect(['20261126-164145-ffff', ids[0]!].toSorted()[1]).toBe(ids[0]);
});

test('the records of all flows are looked at once an hour, those of the flow that has run each time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-records-'));
  try {
    const records = new RecordFolder(folder, { runs: 2, bytes: 10 });
    const put = (flow: string, second: number): void => {
      mkdirSync(join(folder, flow), { recursive: true });
      writeFileSync(join(folder, flow, `20261127-10000${second}000-0000.json`), 'x'.repeat(8));
    };
    const now = Date.now();
    for (const second of [1, 2, 3]) put('one', second);
    put('other', 0);
    await records.trim('one', now);
    expect([await records.ids('one'), await records.ids('other')]).toEqual([['20261127-100003000-0000'], []]);
    put('other', 4);
    for (const second of [5, 6]) put('one', second);
    await records.trim('one', now + 60_000);
    expect([await records.ids('one'), await records.ids('other')]).toEqual([['20261127-100006000-0000', '20261127-100005000-0000'], ['20261127-100004000-0000']]);
    await records.trim('one', now + 3_600_001);
    expect([await records.ids('one'), await records.ids('other')]).toEqual([['20261127-100006000-0000'], []]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
