import { describe, expect, it } from 'vitest';
import { spawn } from 'node:child_process';
import { callCommandLine, cli, flowText, newProject, processOf } from './project.ts';

const flow = flowText({ rows: ['inline-table'], file: ['write-delimited', { path: 'out.csv' }] }, ['rows.out > file.in']);

describe('a call that is wrong ends with 2, one clear sentence and every file as it was', () => {
  it.each([
    [['run', 'F', '--threads', 'two'], /--threads two is not a whole number from 1 to 1024/],
    [['run', 'F', '--threads', '0'], /--threads 0 is not a whole number/],
    [['run', 'F', '--threads', ''], /--threads .* is not a whole number/],
    [['run', 'F', '--memory', 'lots'], /--memory lots is not a size\. Write for example 2GB/],
    [['run', 'F', '--memory', '-1GB'], /--memory|unknown option/],
    [['run', 'F', '--memory', '0MB'], /--memory 0MB is not a size|--memory 0MB is too small/],
    [['run', 'F', '--memory', '50%'], /--memory 50% is not a size/],
    [['run', 'F', '--until-idle'], /--until-idle belongs to --stream/],
    [['run', 'F', '--to', 'nobody'], /no node "nobody"\. Its nodes are rows, file/],
    [['run', 'F', '--fast'], /unknown option '--fast'/],
    [['run', 'F', 'G'], /too many arguments/],
    [['run'], /missing required argument/],
    [['preview', 'F', 'rows', '--rows', 'ten'], /--rows ten is not a whole number from 1 to 10000000/],
    [['preview', 'F', 'rows', '--rows', '0'], /--rows 0 is not a whole number from 1 to 10000000/],
    [['preview', 'F', 'rows', '--rows', '1e99'], /--rows 1e99 is not a whole number/],
    [['preview', 'F', 'rows', '--format', 'xml'], /--format xml is unknown\. Use table, json, csv or arrow/],
    [['preview', 'F', 'nobody'], /no node "nobody"\. Its nodes are/],
    [['preview', 'F', 'rows.left'], /no output "left"\. Its outputs are out/],
    [['preview', 'F', 'file.out'], /no output "out"\. It has none; preview the node that feeds it/],
    [['serve', 'F', '--port', '99999999'], /--port 99999999 is not a whole number/],
    [['nodes', 'no-such-type'], /no-such-type/],
    [['export', 'F'], /required option '--to <dir>'/],
    [['new', 'F'], /is not empty\. Name a folder that does not exist yet/],
    [['rnu', 'F'], /unknown command 'rnu'.*\n.*Did you mean run/],
    [[], /Usage: millrace/],
  ] as const)('%j', async (args, says) => {
    const project = await newProject(flow, { 'out.csv': 'old' });
    const before = await project.files();
    const ended = await callCommandLine(args.map((a) => (a === 'F' ? project.folder : a)));
    expect(ended.err).toMatch(says);
    expect(ended.err).not.toMatch(/^\s+at /m);
    expect(ended.code).toBe(2);
    expect(await project.files()).toEqual(before);
  });
});

describe('a call that is right', () => {
  it.each([[['--help'], /Usage: millrace/], [['--version'], /^0\n/], [['run', '--help'], /--memory/]] as const)('%j ends with 0', async (args, says) => {
    const ended = await callCommandLine(args);
    expect(ended.out).toMatch(says);
    expect(ended.code).toBe(0);
  });
});

describe('a report', () => {
  it('that cannot be written is refused before anything runs', async () => {
    const project = await newProject(flow, { 'out.csv': 'old' });
    for (const target of [project.folder, project.path('no', 'such', 'report.json'), project.path('flow.json', 'x')]) {
      await project.refuses('run', { exit: 2, code: 'target-read-only', says: /report cannot be written to .*choose another file/i }, ['--report', target]);
    }
  });
});

describe('the command line in a process of its own', () => {
  it('gives the same codes and sentences', async () => {
    const project = await newProject(null, { 'half.json': flow.slice(0, 60), 'good.json': flow });
    const [missing, half, unknown, good] = await Promise.all([
      processOf(['run', project.path('nothing.json')]),
      processOf(['check', project.path('half.json')]),
      processOf(['run', project.path('good.json'), '--sideways']),
      processOf(['run', 'good.json'], project.folder),
    ]);
    expect([missing.code, half.code, unknown.code, good.code]).toEqual([2, 2, 2, 0]);
    expect(missing.err).toMatch(/flow-missing/);
    expect(half.err).toMatch(/flow-unreadable/);
    expect(unknown.err).toMatch(/unknown option/);
    expect(await project.read('out.csv')).toBe('name,value\na,1\nb,2\n');
  }, 60_000);

  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [cli, 'nodes', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(err).toBe('');
    expect(code).toBe(0);
  });
});
