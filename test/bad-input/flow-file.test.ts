import { describe, expect, it } from 'vitest';
import { readDocument } from '../../engine/document/read-document.ts';
import { writeDocument } from '../../engine/document/write-document.ts';
import { callCommandLine, expectTold, flowText, newProject } from './project.ts';

const whole = flowText({ rows: ['inline-table'], file: ['write-delimited', { path: 'out.csv' }] }, ['rows.out > file.in']);

describe('the flow file', () => {
  it('is not there', async () => {
    const project = await newProject(null, { 'out.csv': 'old\n' });
    for (const command of ['run', 'check']) await project.refuses(command, { exit: 2, code: 'flow-missing', says: /no flow at .*flow\.json.*millrace new/ });
    await project.refuses('preview', { exit: 2, code: 'flow-missing', says: /no flow at/ }, ['rows']);
    await project.refuses('export', { exit: 2, code: 'flow-missing', says: /no flow at/ }, ['--to', project.path('x')]);
  });

  it('is empty, white or cut off at any byte', async () => {
    for (const [text, says] of [
      ['', /flow\.json is empty\. Restore it/],
      ['  \n ', /flow\.json is empty\. Restore it/],
      [whole.slice(0, -1), /not complete JSON \(line 1, column \d+\).*restore it/],
      [whole.slice(0, 40), /not complete JSON \(line 1, column \d+\)/],
      ['\0\0\0\0', /not complete JSON/],
    ] as const) {
      const project = await newProject(text, { 'out.csv': 'old\n' });
      await project.refuses('run', { exit: 2, code: 'flow-unreadable', says });
    }
    for (let end = 0; end < whole.length; end++) expect(readDocument(whole.slice(0, end), 'f').document).toBeNull();
  });

  it('is JSON, but no flow', async () => {
    for (const text of ['{}', '[]', '3', 'null', '{"millrace":"1"}']) {
      const project = await newProject(text);
      await project.refuses('check', { exit: 2, code: 'flow-unreadable', says: /not a flow.*written by hand begin with "millrace": 1/ });
    }
  });

  it('has an impossible version', async () => {
    for (const version of ['0', '-1', '0.5']) {
      const project = await newProject(`{"millrace":${version},"nodes":{}}`);
      await project.refuses('check', { exit: 2, code: 'flow-unreadable', says: /format .* is not|not a flow/ });
    }
  });

  it('was written by a newer version', async () => {
    const project = await newProject(whole.replace('"millrace":1', '"millrace":2'));
    await project.refuses('run', { exit: 2, code: 'flow-too-new', says: /format 2, this Millrace reads up to 1\. Update Millrace/ });
  });

  it('has entries of the wrong kind: each is told with its place', async () => {
    const project = await newProject('{"millrace":1,"nodes":{"a":{"type":7},"b c":{"type":"sql"}},"edges":[{"from":"nowhere","to":"a.in"}]}');
    const ended = await project.refuses('check', { exit: 2, code: 'flow-unreadable', node: 'a', says: /nodes\.a\.type.*Mend that entry/ });
    expectTold(ended, { exit: 2, code: 'node-id-invalid', node: 'b c', says: /Rename it, with letters, digits/ });
    expectTold(ended, { exit: 2, code: 'flow-unreadable', says: /edges\.0\.from/ });
  });

  it('names a node, or a setting, twice', async () => {
    const project = await newProject('{"millrace":1,"nodes":{\n"a":{"type":"sql"},\n"b":{"type":"sql","params":{"statement":"{\\"a\\":1}","list":[{},{"x":1,"\\u0078":2}]}},\n"a":{"type":"inline-table"}},"edges":[]}');
    const ended = await project.refuses('check', { exit: 2, code: 'node-id-invalid', node: 'a', says: /two nodes are called "a" \(in lines 2 and 4\).*Give one of them another id/ });
    expectTold(ended, { exit: 2, code: 'flow-unreadable', node: 'b', says: /nodes\.b\.params\.list\.1\.x stands twice \(in line 3\)/ });
    expect(readDocument(whole, 'f').diagnostics).toEqual([]);
  });

  it('has a node with the one id an object cannot hold', async () => {
    const project = await newProject('{"millrace":1,"nodes":{"__proto__":{"type":"inline-table"}},"edges":[]}');
    await project.refuses('check', { exit: 2, code: 'node-id-invalid', node: '__proto__', says: /Rename it/ });
  });

  it('is a folder, or lies behind a file', async () => {
    const project = await newProject(null, { 'flow.json/x': '', 'plain.txt': 'x' });
    await project.refuses('run', { exit: 2, code: 'flow-unreadable', says: /cannot be read \(EISDIR\)/ });
    expectTold(await callCommandLine(['run', project.path('plain.txt', 'flow.json')]), { exit: 2, code: 'flow-missing', says: /no flow at/ });
    expectTold(await callCommandLine(['run', project.path('plain.txt')]), { exit: 2, code: 'flow-unreadable', says: /plain\.txt is not complete JSON/ });
  });

  it('gives a report all the same when one is asked for', async () => {
    const project = await newProject(whole.slice(0, 50));
    const ended = await project.refuses('run', { exit: 2, code: 'flow-unreadable', says: /not complete JSON/ }, ['--report', '-']);
    expect(JSON.parse(ended.out)).toMatchObject({ status: 'failed', nodes: {}, diagnostics: [{ code: 'flow-unreadable' }] });
    const checked = await project.refuses('check', { exit: 2, code: 'flow-unreadable', says: /not complete JSON/ }, ['--json']);
    expect(JSON.parse(checked.out)).toMatchObject({ ok: false, diagnostics: [{ code: 'flow-unreadable' }] });
  });
});

describe('a node type this Millrace does not have', () => {
  const text = `{
  "millrace": 1,
  "name": "from the future",
  "mood": { "colour": "blue" },
  "parameters": [
    { "name": "p", "type": "text", "default": null, "unit": "kg" }
  ],
  "nodes": {
    "rows": {
      "type": "inline-table",
      "version": 1,
      "params": {}
    },
    "magic": {
      "type": "teleport",
      "version": 9,
      "title": "T",
      "params": {
        "deep": [{ "a": [1, { "b": null }] }],
        "text": "ä\\u0000\\ud83e\\udd89"
      },
      "aura": [1, 2]
    }
  },
  "edges": [
    { "from": "rows.out", "to": "magic.in", "weight": 3 }
  ],
  "layout": {
    "magic": { "x": 1.5, "y": -2, "pinned": true }
  }
}
`;

  it('is named by check, with the way out', async () => {
    const project = await newProject(text);
    for (const command of ['check', 'run']) await project.refuses(command, { exit: 2, code: 'node-unknown-type', node: 'magic', says: /type "teleport", which this Millrace does not have.*kept as it is; update Millrace or replace/ });
    const near = await newProject(flowText({ a: ['inline-tabel'] }));
    await near.refuses('check', { exit: 2, code: 'node-unknown-type', node: 'a', says: /Did you mean "inline-table"\?/ });
  });

  it('opens and saves with every field and setting it came with', () => {
    const { document } = readDocument(text, 'flow.json');
    const saved = writeDocument(document!);
    expect(JSON.parse(saved)).toEqual(JSON.parse(text));
    const again = readDocument(saved, 'flow.json').document;
    expect(writeDocument(again!)).toBe(saved);
  });

  it('of a newer version is refused, its settings unread', async () => {
    const project = await newProject(JSON.stringify({ millrace: 1, nodes: { rows: { type: 'inline-table', version: 99, params: { what: 1 } } } }));
    await project.refuses('check', { exit: 2, code: 'node-unknown-type', node: 'rows', says: /newer "inline-table" \(version 99, here 1\)\. Update Millrace/ });
  });
});

describe('the drawing', () => {
  it('goes in a circle', async () => {
    const project = await newProject(flowText({ a: ['filter-rows', { condition: 'true' }], b: ['filter-rows', { condition: 'true' }], out: ['write-delimited', { path: 'out.csv' }] }, ['a.passed > b.in', 'b.passed > a.in', 'b.passed > out.in']), { 'out.csv': 'old' });
    const ended = await project.refuses('run', { exit: 2, code: 'flow-cycle', node: 'a', says: /feeds itself through "a", "b"\. Remove one edge/ });
    expectTold(ended, { exit: 2, code: 'flow-cycle', node: 'b', says: /Remove one edge/ });
    const self = await newProject(flowText({ a: ['filter-rows', { condition: 'true' }] }, ['a.passed > a.in']));
    await self.refuses('check', { exit: 2, code: 'flow-cycle', node: 'a', says: /feeds itself/ });
  });

  it('names ports and nodes that are not there', async () => {
    const project = await newProject(flowText({ rows: ['inline-table'], cut: ['limit-rows', { count: 1 }] }, ['rows.output > cut.in', 'rows.out > cut.input', 'ghost.out > cut.in', 'cut.out > rows.in']));
    const ended = await project.refuses('check', { exit: 2, code: 'edge-unknown-end', node: 'rows', says: /no output "output"\. Its outputs are "out"/ });
    expectTold(ended, { exit: 2, code: 'edge-unknown-end', node: 'cut', says: /no input "input"\. Its inputs are "in"/ });
    expect(ended.err).toMatch(/names the node "ghost", which is not in the flow\. Remove the edge or add the node/);
    expect(ended.err).toMatch(/no input "in"\. It has no inputs; remove the edge/);
  });

  it('names what every JavaScript object has', async () => {
    const project = await newProject(flowText({ rows: ['inline-table'], cut: ['limit-rows', { count: 1 }] }, ['constructor.out > cut.in', 'rows.out > toString.in']));
    const ended = await project.refuses('check', { exit: 2, code: 'edge-unknown-end', node: 'cut', says: /node "constructor", which is not in the flow/ });
    expectTold(ended, { exit: 2, code: 'edge-unknown-end', node: 'rows', says: /node "toString", which is not in the flow/ });
  });

  it('has two edges into one input, or none, or no nodes', async () => {
    const two = await newProject(flowText({ a: ['inline-table'], b: ['inline-table'], cut: ['limit-rows', { count: 1 }] }, ['a.out > cut.in', 'b.out > cut.in']));
    await two.refuses('check', { exit: 2, code: 'edge-duplicate', node: 'cut', says: /takes one edge but has two\. Remove one, or put a union/ });
    const none = await newProject(flowText({ cut: ['limit-rows', { count: 1 }] }));
    await none.refuses('run', { exit: 2, code: 'input-missing', node: 'cut', says: /"Rows" of node "cut" is not connected\. Draw an edge/ });
    const empty = await newProject(flowText({}));
    await empty.refuses('run', { exit: 2, code: 'flow-empty', says: /has no nodes\. Drag one/ });
  });
});
