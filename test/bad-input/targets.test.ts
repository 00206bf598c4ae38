import { mkdir, symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../nodes/catalog.ts';
import { openTestEngine } from '../../engine/testing/test-engine.ts';
import { readDocument } from '../../engine/document/read-document.ts';
import { expectTold, flowText, newProject } from './project.ts';
import { cannotMount, mountReadOnly, mountSmallDisk } from './small-disk.ts';

const rows = (count: number) => ['sql', { statement: `SELECT range AS n, md5(range::VARCHAR) AS text FROM range(${count})` }] as const;
const writing = (path: string, count = 10, type = 'write-delimited'): string => flowText({ rows: rows(count), file: [type, { path }] }, ['rows.out > file.in']);

const unmountable = cannotMount();
if (unmountable) console.log(`Full and read-only disks are not tried: ${unmountable}.`);

describe('a target', () => {
  it('is a folder, or lies behind a file', async () => {
    const project = await newProject(writing('there'), { 'there/old.csv': 'old', 'plain.txt': 'x' });
    await project.refuses('run', { exit: 1, code: 'target-read-only', node: 'file', param: 'path', says: /it is a folder\. Add a file name/ });
    await project.write('flow.json', writing('plain.txt/out.csv'));
    await project.refuses('run', { exit: 1, code: 'target-read-only', node: 'file', param: 'path', says: /folder cannot be made \(.*file.*\)\. Choose a folder/ });
  });

  it.skipIf(unmountable)('lies on a read-only disk', async () => {
    const project = await newProject(writing('disk/out.csv'), { 'disk/out.csv': 'old\n' });
    const unmount = mountReadOnly(project.path('disk'));
    try {
      await project.refuses('run', { exit: 1, code: 'target-read-only', node: 'file', param: 'path', says: /disk\/out\.csv.*read-only.*(Make|choose)/i });
      await project.write('flow.json', writing('disk/deeper/out.csv'));
      await project.refuses('run', { exit: 1, code: 'target-read-only', node: 'file', param: 'path', says: /folder cannot be made \(the disk is read-only\)/ });
      await project.refuses('run', { exit: 2, code: 'target-read-only', says: /report cannot be written to .*EROFS/ }, ['--report', project.path('disk', 'report.json')]);
      await project.refuses('export', { exit: 2, code: 'export-target', says: /cannot be written \((EROFS|ENOENT)\)\. Choose a folder/ }, ['--to', project.path('disk', 'exported')]);
    } finally {
      unmount();
    }
  });

  it.skipIf(unmountable).each(['write-delimited', 'write-parquet', 'write-json'])('lies on a disk that gets full: %s', async (type) => {
    const project = await newProject(flowText({ rows: rows(120_000), small: ['write-delimited', { path: 'small.csv' }], file: [type, { path: 'disk/out' }], cut: ['limit-rows', { count: 2 }] }, ['rows.out > file.in', 'rows.out > cut.in', 'cut.out > small.in']), { 'small.csv': 'old\n', 'disk/x': '' });
    const unmount = mountSmallDisk(project.path('disk'), 2);
    try {
      await project.write('disk/out', 'old\n');
      await project.refuses('run', { exit: 1, code: 'disk-full', node: 'file', param: 'path', says: /ran out of disk space while writing .*disk\/out\. The old file is untouched; make room/ });
    } finally {
      unmount();
    }
  });

  it.skipIf(unmountable)('needs more spill than its disk holds', async () => {
    const project = await newProject(flowText({ rows: rows(1_000_000), sort: ['sort-rows', { keys: [{ by: 'text' }] }], file: ['write-parquet', { path: 'out.parquet' }] }, ['rows.out > sort.in', 'sort.out > file.in']), { 'out.parquet': 'old\n', 'spill/x': '' });
    const before = await project.files();
    const unmount = mountSmallDisk(project.path('spill'), 4);
    const engine = await openTestEngine(catalog, { memory: '60MB', threads: 2, tempDir: project.path('spill') });
    try {
      const { document } = readDocument(await project.read('flow.json'), 'f');
      const report = await engine.session.run({ document: document!, base: project.folder, name: 'f' }, () => undefined, () => undefined);
      expect(report.status).toBe('failed');
      // What fills it is the sort, not the node that takes its rows.
      expect(report.diagnostics).toMatchObject([{ code: 'disk-full', at: { node: 'sort' } }]);
      expect(report.diagnostics[0]?.message).toMatch(/spill|disk space.*make room/i);
      expect(report.diagnostics[0]?.message).not.toMatch(/SET |max_temp_directory_size/);
    } finally {
      await engine.close();
      unmount();
    }
    expect(await project.files()).toEqual(before);
  });

  it.skipIf(unmountable)('cannot be put on trial: the spill disk is full before the run begins', async () => {
    const project = await newProject(writing('out.csv'), { 'out.csv': 'old\n', 'spill/x': '' });
    const unmount = mountReadOnly(project.path('spill'));
    const engine = await openTestEngine(catalog, { tempDir: project.path('spill') });
    try {
      const { document } = readDocument(await project.read('flow.json'), 'f');
      const report = await engine.session.run({ document: document!, base: project.folder, name: 'f' }, () => undefined, () => undefined);
      expect(report).toMatchObject({ status: 'failed', diagnostics: [{ code: 'target-read-only' }] });
      expect(report.diagnostics[0]?.message).toMatch(/Temporary files cannot be kept in .*spill.*set TMPDIR/);
    } finally {
      await engine.close();
      unmount();
    }
    expect(await project.read('out.csv')).toBe('old\n');
  });

  it('is written by two nodes, or read by one', async () => {
    for (const second of ['out.csv', './sub/../out.csv', 'OUT/../out.csv']) {
      const project = await newProject(flowText({ rows: rows(3), a: ['write-delimited', { path: 'out.csv' }], b: ['write-delimited', { path: second }] }, ['rows.out > a.in', 'rows.out > b.in']), { 'out.csv': 'old\n' });
      await project.refuses('run', { exit: 2, code: 'target-conflict', node: 'b', param: 'path', says: /"a" and "b" both write .*Give one of them another file/ });
    }
    const source = await newProject(flowText({ source: ['read-delimited', { path: 'a.csv' }], file: ['write-delimited', { path: './a.csv' }] }, ['source.out > file.in']), { 'a.csv': 'a\n1\n' });
    await source.refuses('run', { exit: 2, code: 'target-conflict', node: 'file', param: 'path', says: /which node "source" reads\. Write to another file/ });
  });

  it('is the source under another name', async () => {
    const project = await newProject(flowText({ source: ['read-delimited', { path: 'a.csv' }], file: ['write-delimited', { path: 'alias/a.csv' }] }, ['source.out > file.in']), { 'a.csv': 'a\n1\n' });
    await symlink(project.folder, project.path('alias'));
    await project.refuses('run', { exit: 2, code: 'target-conflict', node: 'file', param: 'path', says: /reads as "a\.csv"\. Write to another file/ });
    const absolute = await newProject(null, { 'a.csv': 'a\n1\n' });
    await absolute.write('flow.json', flowText({ source: ['read-delimited', { path: 'a.csv' }], file: ['write-delimited', { path: absolute.path('a.csv') }] }, ['source.out > file.in']));
    await absolute.refuses('run', { exit: 2, code: 'target-conflict', node: 'file', param: 'path', says: /reads/ });
    const pattern = await newProject(flowText({ source: ['read-delimited', { path: 'data/*.csv' }], file: ['write-delimited', { path: 'data/out.csv' }] }, ['source.out > file.in']), { 'data/a.csv': 'a\n1\n' });
    await pattern.refuses('run', { exit: 2, code: 'target-conflict', node: 'file', param: 'path', says: /reads/ });
  });

  it('may be a link: what it points to is replaced, the link stays', async () => {
    const project = await newProject(writing('link.csv', 1), { 'real/out.csv': 'old\n' });
    await symlink(project.path('real', 'out.csv'), project.path('link.csv'));
    expect((await project.call('run')).code).toBe(0);
    expect(await project.read('real/out.csv')).toBe(await project.read('link.csv'));
    expect(await project.read('link.csv')).toMatch(/^n,text\n0,/);
  });
});

describe('a quality gate of severity fail', () => {
  it('ends the run with 1 and touches no output', async () => {
    const project = await newProject(
      flowText({ rows: rows(10), check: ['check-rows', { rules: [{ rule: 'range', column: 'n', max: '5', severity: 'fail' }] }], good: ['write-delimited', { path: 'good.csv' }], bad: ['write-delimited', { path: 'bad.csv' }] }, ['rows.out > check.in', 'check.passed > good.in', 'check.rejected > bad.in']),
      { 'good.csv': 'old\n' },
    );
    const ended = await project.refuses('run', { exit: 1, code: 'quality-failed', node: 'check', says: /"check" stopped the run: .*look at its rejected rows, or change the rule/ }, ['--report', '-']);
    expect(JSON.parse(ended.out)).toMatchObject({ status: 'failed', rules: [{ node: 'check', success: false, broken: 4, rows: 10 }], nodes: { check: { state: 'failed' }, good: { state: 'skipped' } } });
  });
});

describe('what killed runs left', () => {
  it('is swept by the next run of the same sink, and nothing else is', async () => {
    const { stagingPath } = await import('../../engine/api/flow-paths.ts');
    const project = await newProject(writing('out.csv'));
    const dead = stagingPath(project.path('out.csv'), 'file').replace(`-${process.pid}-`, '-4194999-');
    const alive = stagingPath(project.path('out.csv'), 'file').replace(`-${process.pid}-`, '-1-');
    const other = stagingPath(project.path('other.csv'), 'file').replace(`-${process.pid}-`, '-4194999-');
    for (const path of [dead, alive, other]) await project.write(path.slice(project.folder.length + 1), 'part');
    await mkdir(project.path('.out.csv.file-notes.part'));
    expect((await project.call('run')).code).toBe(0);
    const names = Object.keys(await project.files());
    expect(names).not.toContain(dead.slice(project.folder.length + 1));
    expect(names).toEqual(expect.arrayContaining([alive.slice(project.folder.length + 1), other.slice(project.folder.length + 1), 'out.csv']));
  });
});

describe('a run that fails in its last sink', () => {
  it('leaves the first sink as it was', async () => {
    const project = await newProject(flowText({ rows: rows(1000), bad: ['formula', { columns: [{ name: 'x', expression: 'CAST(text AS INTEGER)' }] }], first: ['write-delimited', { path: 'first.csv' }], second: ['write-delimited', { path: 'second.csv' }] }, ['rows.out > first.in', 'rows.out > bad.in', 'bad.out > second.in']), { 'first.csv': 'old 1\n', 'second.csv': 'old 2\n' });
    const ended = await project.refuses('run', { exit: 1, code: 'value-unreadable', node: 'bad', says: /No output|Use TRY_CAST/ });
    expectTold(ended, { exit: 1, code: 'value-unreadable', node: 'bad', says: /cannot convert/ });
  });
});
