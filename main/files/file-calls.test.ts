import { chmod, lstat, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { osMethods } from '../contract/os-methods.ts';
import type { FileCallsOptions } from './file-calls.ts';
import { fileCalls } from './file-calls.ts';
import { osValidators } from './os-validators.ts';
import { saveAtomically } from './save-atomically.ts';

let folder: string;
let userData: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-files-')));
  userData = join(folder, 'user');
  await mkdir(join(folder, 'project'), { recursive: true });
  await mkdir(join(folder, 'samples/first/data'), { recursive: true });
  await writeFile(join(folder, 'samples/first/flow.json'), '{"millrace":1,"name":"First steps"}');
  await writeFile(join(folder, 'samples/first/data/a.csv'), 'a\n1\n');
  await writeFile(join(folder, 'samples/first/README.md'), '# First\n\nReads a file\nand sorts it.\n\nMore.\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const calls = (options: Partial<FileCallsOptions> = {}) =>
  fileCalls({ userData, samples: join(folder, 'samples'), allowed: null, initialFlow: null, host: 'desktop', version: '1', dialogs: null, ...options });
const served = (options: Partial<FileCallsOptions> = {}) => calls({ allowed: [join(folder, 'project')], host: 'browser', ...options });
const flow = () => join(folder, 'project/flow.json');

it('has a validator for every call', () => {
  expect(Object.keys(osValidators).sort()).toEqual([...osMethods].sort());
});

describe('saving', () => {
  it('replaces the text, keeps the mode and a link, and leaves no temporary file', async () => {
    await writeFile(flow(), 'old', { mode: 0o640 });
    await chmod(flow(), 0o640);
    await symlink(flow(), join(folder, 'project/link.json'));
    expect(await calls().save({ path: join(folder, 'project/link.json'), text: 'new', suggestedName: '' })).toMatchObject({ base: join(folder, 'project') });
    expect(await readFile(flow(), 'utf8')).toBe('new');
    expect((await lstat(flow())).mode & 0o777).toBe(0o640);
    expect((await lstat(join(folder, 'project/link.json'))).isSymbolicLink()).toBe(true);
    expect((await readdir(join(folder, 'project'))).sort()).toEqual(['flow.json', 'link.json']);
  });

  it('writes a new flow beside that of the window, with its folder, and never over what is there', async () => {
    const told: string[] = [];
    const own = served({ onSaved: (path) => void told.push(path) });
    const path = join(folder, 'project/parts/new.flow.json');
    await own.saveNew({ path, text: 'new' });
    expect(await readFile(path, 'utf8')).toBe('new');
    await expect(own.saveNew({ path, text: 'newer' })).rejects.toMatchObject({ diagnostic: { code: 'flow-exists' } });
    expect(await readFile(path, 'utf8')).toBe('new');
    await expect(own.saveNew({ path: join(folder, 'elsewhere.json'), text: 'new' })).rejects.toMatchObject({ diagnostic: { code: 'file-outside-project' } });
    // The window goes on with the flow it has.
    expect(told).toEqual([]);
    expect(await own.recent()).toEqual([]);
  });

  it('refuses a write-protected file and says so, the file intact', async () => {
    await writeFile(flow(), 'old');
    await chmod(flow(), 0o444);
    await expect(calls().save({ path: flow(), text: 'new', suggestedName: '' })).rejects.toMatchObject({ diagnostic: { code: 'flow-read-only' } });
    expect(await readFile(flow(), 'utf8')).toBe('old');
    expect(await readdir(join(folder, 'project'))).toEqual(['flow.json']);
  });

  it('meets a full disk in the middle of the text with the old file intact', async () => {
    await writeFile(flow(), 'old');
    const full = saveAtomically(flow(), 'a longer new text', {
      write: async (file, text) => {
        await file.writeFile(text.slice(0, 5));
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      },
    });
    await expect(full).rejects.toMatchObject({ diagnostic: { code: 'disk-full' } });
    expect(await readFile(flow(), 'utf8')).toBe('old');
    expect(await readdir(join(folder, 'project'))).toEqual(['flow.json']);
  });

  it('names a folder that is not there', async () => {
    await expect(calls().save({ path: join(folder, 'none/flow.json'), text: '', suggestedName: '' })).rejects.toMatchObject({ diagnostic: { code: 'flow-missing' } });
  });

  it('replaces the environments beside a flow only when they are still what was changed', async () => {
    const base = join(folder, 'project');
    expect(await served().environments({ base })).toBeNull();
    await served().saveEnvironments({ base, before: null, text: '{"test": {}}' });
    await expect(served().saveEnvironments({ base, before: null, text: '{}' })).rejects.toMatchObject({ diagnostic: { code: 'environment-unknown' } });
    expect(await served().environments({ base })).toBe('{"test": {}}');
    await expect(served().environments({ base: folder })).rejects.toMatchObject({ diagnostic: { code: 'file-outside-project' } });
  });

  it('keeps what a person has set for the engine, and says when that is damaged', async () => {
    const own = { memory: null, threads: null, spillFolder: null, spillLimit: null, cacheSize: null };
    expect([await calls().settings(), await calls().preferences()]).toEqual([own, null]);
    await calls().savePreferences({ text: '{"theme":"dark"}' });
    expect(await calls().preferences()).toBe('{"theme":"dark"}');
    await calls().saveSettings({ ...own, memory: '2GB', threads: 3 });
    expect(await calls().settings()).toEqual({ ...own, memory: '2GB', threads: 3 });
    await writeFile(join(userData, 'settings.json'), '{"memory": 2');
    await expect(calls().settings()).rejects.toMatchObject({ diagnostic: { code: 'param-invalid' } });
  });

  it('asks where, and gives null when the person cancels', async () => {
    const answer = (path: string | null) => ({ openFlow: async () => null, saveFlow: async () => path, file: async () => null });
    expect(await calls({ dialogs: answer(null) }).save({ path: null, text: 'x', suggestedName: 'n' })).toBeNull();
    expect(await calls({ dialogs: answer(flow()) }).save({ path: null, text: 'x', suggestedName: 'n' })).toEqual({ path: flow(), base: join(folder, 'project') });
    expect(await calls().save({ path: null, text: 'x', suggestedName: 'n' })).toBeNull();
  });
});

describe('autosave', () => {
  it('is offered when newer than the file, forgotten after a save', async () => {
    await writeFile(flow(), 'saved');
    await utimes(flow(), new Date(), new Date(Date.now() - 5_000));
    await calls().autosave({ path: flow(), text: 'unsaved' });
    expect(await calls().open({ path: flow() })).toEqual({ path: flow(), base: join(folder, 'project'), text: 'saved', recovered: 'unsaved' });
    await utimes(flow(), new Date(), new Date(Date.now() + 5_000));
    expect((await calls().open({ path: flow() })).recovered).toBeNull();
    await utimes(flow(), new Date(), new Date(Date.now() - 5_000));
    await calls().save({ path: flow(), text: 'other', suggestedName: '' });
    expect(await readdir(join(userData, 'autosave'))).toEqual([]);
  });

  it('keeps the last of many texts, and is not fooled by a damaged entry', async () => {
    await writeFile(flow(), 'saved');
    await utimes(flow(), new Date(), new Date(Date.now() - 5_000));
    const os = calls();
    await Promise.all(Array.from({ length: 20 }, (_, i) => os.autosave({ path: flow(), text: `text ${i}` })));
    expect((await os.open({ path: flow() })).recovered).toBe('text 19');
    const [entry] = await readdir(join(userData, 'autosave'));
    await writeFile(join(userData, 'autosave', entry!), '{"text": "cut o');
    expect((await os.open({ path: flow() })).recovered).toBeNull();
  });

  it('brings back a flow that never had a file', async () => {
    await calls().autosave({ path: null, text: 'draft' });
    const back = await calls().initial();
    expect(back).toMatchObject({ text: 'draft', recovered: 'draft' });
    expect(await readFile(back!.path, 'utf8')).toBe('draft');
    expect(await calls().initial()).toBeNull();
  });
});

describe('opening', () => {
  it('says what is wrong with a missing or unreadable file', async () => {
    await expect(calls().open({ path: flow() })).rejects.toMatchObject({ diagnostic: { code: 'flow-missing' } });
    await writeFile(flow(), new Uint8Array([0xff, 0xfe, 0x00]));
    await expect(calls().open({ path: flow() })).rejects.toMatchObject({ diagnostic: { code: 'flow-unreadable' } });
  });

  it('takes a folder for its flow.json, and lists what was opened last first, without what is gone', async () => {
    await writeFile(flow(), 'a');
    await writeFile(join(folder, 'project/b.json'), 'b');
    await calls().open({ path: join(folder, 'project') });
    await calls().open({ path: join(folder, 'project/b.json') });
    expect((await calls().recent()).map((f) => f.name)).toEqual(['b', 'project']);
    await rm(join(folder, 'project/b.json'));
    expect((await calls().recent()).map((f) => f.name)).toEqual(['project']);
  });

  it('lists samples and opens a copy of one, which stays as the person left it', async () => {
    const [sample] = await calls().samples();
    expect(sample).toMatchObject({ name: 'First steps', description: 'Reads a file and sorts it.' });
    expect(sample!.path.startsWith(userData)).toBe(true);
    const opened = await calls().open({ path: sample!.path });
    expect(await readFile(join(opened.base, 'data/a.csv'), 'utf8')).toBe('a\n1\n');
    await calls().save({ path: opened.path, text: 'mine', suggestedName: '' });
    expect((await calls().open({ path: sample!.path })).text).toBe('mine');
    await writeFile(join(folder, 'samples/first/flow.json'), '{"millrace":1,"name":"Second edition"}');
    const [changed] = await calls().samples();
    expect((await calls().open({ path: changed!.path })).text).toContain('Second');
    expect((await calls().open({ path: sample!.path })).text).toBe('mine');
  });

  it('opens what was named in place, also a sample, and the copy of the first sample where nothing was', async () => {
    const path = join(folder, 'samples/first/flow.json');
    expect((await calls({ initialFlow: path }).initial())?.path).toBe(path);
    expect(await calls().initial()).toBeNull();
    expect((await calls({ firstSample: true }).initial())?.path.startsWith(userData)).toBe(true);
  });
});

describe('the served folder', () => {
  it('is the only one: other paths and links out of it are refused', async () => {
    await writeFile(join(folder, 'secret.json'), 'secret');
    await symlink(join(folder, 'secret.json'), join(folder, 'project/inside.json'));
    await symlink(folder, join(folder, 'project/up'));
    const outside = { diagnostic: { code: 'file-outside-project' } };
    for (const path of ['/etc/passwd', join(folder, 'secret.json'), '../secret.json', 'inside.json', 'up/secret.json']) {
      await expect(served().open({ path })).rejects.toMatchObject(outside);
      await expect(served().save({ path, text: 'x', suggestedName: '' })).rejects.toMatchObject(outside);
      await expect(served().autosave({ path, text: 'x' })).rejects.toMatchObject(outside);
    }
    await expect(served().listFiles({ base: '..', extensions: [] })).rejects.toMatchObject(outside);
    expect(await readFile(join(folder, 'secret.json'), 'utf8')).toBe('secret');
  });

  it('may be read and written, and so may copies of samples', async () => {
    await served().save({ path: 'new.json', text: 'n', suggestedName: '' });
    expect(await served().open({ path: 'new.json' })).toMatchObject({ path: join(folder, 'project/new.json'), text: 'n' });
    await mkdir(join(folder, 'project/data'));
    await writeFile(join(folder, 'project/data/x.CSV'), '');
    await writeFile(join(folder, 'project/data/x.txt'), '');
    expect(await served().listFiles({ base: '', extensions: ['csv', 'json'] })).toEqual(['data/x.CSV', 'new.json']);
    const shipped = join(folder, 'samples/first/flow.json');
    await expect(served().open({ path: shipped })).rejects.toMatchObject({ diagnostic: { code: 'file-outside-project' } });
    const [sample] = await served().samples();
    expect((await served().open({ path: sample!.path })).text).toContain('First steps');
  });
});

it('a chosen data file is relative to the flow where it lies below it', async () => {
  const choose = (path: string) => calls({ dialogs: { openFlow: async () => null, saveFlow: async () => null, file: async () => path } });
  const request = { base: join(folder, 'project'), extensions: ['csv'], access: 'read' as const };
  expect(await choose(join(folder, 'project/data/a.csv')).chooseFile(request)).toBe('data/a.csv');
  expect(await choose(join(folder, 'other.csv')).chooseFile(request)).toBe(join(folder, 'other.csv'));
});
