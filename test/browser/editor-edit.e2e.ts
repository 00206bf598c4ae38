import { afterAll, beforeAll, expect, it } from 'vitest';
import { canvasAtRest, choose, drag, edgeIds, gridText, nodeAt, portAt, typeToAdd, until, writeField } from './editor-actions.ts';
import type { ServedEditor } from './served-editor.ts';
import { openEditor } from './served-editor.ts';
import { nodeIds } from './workbench-page.ts';

const table = { columns: [{ name: 'n', type: 'INTEGER' }], rows: [['1'], ['2']] };
const flow = {
  millrace: 1,
  name: 'Edits',
  parameters: [],
  nodes: {
    numbers: { type: 'inline-table', version: 1, params: { table } },
    kept: { type: 'filter-rows', version: 1, params: { condition: 'n > 1' } },
    first: { type: 'limit-rows', version: 1, params: {} },
  },
  edges: [
    { from: 'numbers.out', to: 'kept.in' },
    { from: 'kept.passed', to: 'first.in' },
  ],
  layout: { numbers: { x: 0, y: 0 }, kept: { x: 300, y: 0 }, first: { x: 600, y: 0 } },
};
const inline = (columns: Readonly<Record<string, string>>, rows: readonly (readonly string[])[]) => ({ type: 'inline-table', version: 1, params: { table: { columns: Object.entries(columns).map(([name, type]) => ({ name, type })), rows } } });
/** A count that two later steps use, and two tables to be joined. */
const keys = {
  millrace: 1,
  nodes: {
    people: inline({ name: 'VARCHAR', city: 'INTEGER' }, [['Ada', '1'], ['Bo', '2'], ['Cy', '9']]),
    cities: inline({ id: 'INTEGER', called: 'VARCHAR' }, [['1', 'Oslo'], ['1', 'Christiania'], ['2', '24.12.2024']]),
    both: { type: 'join', version: 2, params: { keys: [{ left: 'city', right: 'id' }] } },
    count: { type: 'number-rows', version: 1, params: { name: 'place' } },
    early: { type: 'filter-rows', version: 1, params: { condition: 'place > 0 AND place < 9' } },
    found: { type: 'extract-text', version: 1, params: { column: 'called', what: 'regex', pattern: 'O.l' } },
    times: { type: 'parse-time', version: 1, params: { columns: [{ column: 'called', formats: ['%d.%m.%Y'], type: 'date' }] } },
    late: { type: 'distinct-rows', version: 1, params: { columns: ['place'] } },
  },
  edges: [
    { from: 'people.out', to: 'both.left' },
    { from: 'cities.out', to: 'both.right' },
    { from: 'cities.out', to: 'found.in' },
    { from: 'cities.out', to: 'times.in' },
    { from: 'people.out', to: 'count.in' },
    { from: 'count.out', to: 'early.in' },
    { from: 'early.passed', to: 'late.in' },
  ],
  layout: { people: { x: 0, y: 0 }, cities: { x: 0, y: 130 }, both: { x: 280, y: 130 }, found: { x: 560, y: 130 }, times: { x: 840, y: 130 }, count: { x: 280, y: 0 }, early: { x: 560, y: 0 }, late: { x: 840, y: 0 } },
};
let editor: ServedEditor;
beforeAll(async () => {
  editor = await openEditor({ files: { 'flow.json': JSON.stringify(flow), 'keys.json': JSON.stringify(keys) } });
  await editor.page.waitForSelector('[data-testid="node-first"]');
});
afterAll(() => editor.close());

/** What the flow is, as copied text: independent of how it is drawn. */
const whole = async (): Promise<string> => {
  const { page } = editor;
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } });
  await nodeAt(page, (await nodeIds(page))[0]!).locator('.node-title').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Shift+1');
  await canvasAtRest(page);
  // A plain click on one of the selected nodes leaves only that one selected.
  await nodeAt(page, (await nodeIds(page))[0]!).locator('.node-title').click();
  await until(async () => expect(await page.locator('.node[data-selected]').count()).toBe(1));
  return text;
};

it('undoes and redoes every kind of change, one step each', async () => {
  const { page } = editor;
  const states = [await whole()];
  const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['add', async () => (await choose(page, 'first'), typeToAdd(page, 'sort'))],
    ['connect', async () => drag(page, portAt(page, 'kept', 'rejected'), portAt(page, await join(), 'left'))],
    ['set', async () => (await choose(page, 'first'), writeField(page, 'count', '5'))],
    ['move', async () => drag(page, nodeAt(page, 'numbers').locator('.node-title'), { x: 420, y: 420 })],
    ['rename', async () => (await choose(page, 'kept'), await page.keyboard.press('F2'), await until(async () => expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')), await page.keyboard.press('Control+a'), await page.keyboard.type('Big ones'), page.keyboard.press('Enter'))],
    ['delete', async () => (await choose(page, 'kept'), page.keyboard.press('Delete'))],
    ['paste', async () => page.keyboard.press('Control+v')],
  ];
  // The join is there from the beginning of these steps, so that each of them is one change.
  let joined = '';
  const join = async () => joined;
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } });
  await page.mouse.move(700, 480);
  joined = await typeToAdd(page, 'join');
  states[0] = await whole();
  for (const [name, step] of steps) {
    // A new node may have moved others out of sight.
    await canvasAtRest(page);
    await page.keyboard.press('Shift+1');
    await canvasAtRest(page);
    await step();
    await until(async () => expect(await whole(), name).not.toBe(states.at(-1)));
    states.push(await whole());
  }
  const times = async (button: 'undo' | 'redo') => {
    for (let left = steps.length; left > 0; left--) await page.click(`[data-testid="${button}"]`);
  };
  await times('undo');
  expect(await whole()).toBe(states[0]);
  await times('redo');
  expect(await whole()).toBe(states.at(-1));
});

it('lists every change, and goes back to any of them', async () => {
  const { page } = editor;
  await page.click('[data-testid="history"]');
  const labels = await page.locator('.history-step').allInnerTexts();
  expect(labels.map((text) => text.split('\n')[0])).toEqual([expect.stringMatching(/^Paste/), 'Delete Big ones', 'Rename Filter', 'Move Inline table', expect.stringMatching(/^Set .* of Limit/), 'Connect', 'Add Sort', 'Add Join', 'As opened']);
  await page.locator('.history-step').last().click();
  await until(async () => expect([...(await nodeIds(page))].sort()).toEqual(['first', 'kept', 'numbers']));
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-testid="saved"]');
});

it('takes a node with its edges away in one step', async () => {
  const { page } = editor;
  await choose(page, 'kept');
  await page.keyboard.press('Delete');
  await until(async () => expect(await edgeIds(page)).toEqual([]));
  expect([...(await nodeIds(page))].sort()).toEqual(['first', 'numbers']);
  await page.keyboard.press('Control+z');
  await until(async () => expect(await edgeIds(page)).toHaveLength(2));
});

it('inserts a node dropped on an edge', async () => {
  const { page } = editor;
  await page.keyboard.press('Shift+1');
  await page.waitForTimeout(300);
  const edge = (await page.locator('.react-flow__edge[data-id="numbers.out->kept.in"] .react-flow__edge-path').boundingBox())!;
  await drag(page, page.locator('[data-testid="palette-sort-rows"]'), { x: edge.x + edge.width / 2, y: edge.y + edge.height / 2 });
  await until(async () => expect([...(await edgeIds(page))].sort()).toEqual(['kept.passed->first.in', 'numbers.out->sort-rows.in', 'sort-rows.out->kept.in']));
  await page.keyboard.press('Control+z');
  await until(async () => expect(await edgeIds(page)).toHaveLength(2));
});

it('says why an edge is refused', async () => {
  const { page } = editor;
  const notice = page.locator('[data-testid="notice"]').last();
  await drag(page, portAt(page, 'first', 'out'), portAt(page, 'kept', 'in'));
  await until(async () => expect(await notice.innerText()).toMatch(/takes one edge and has it/));
  await choose(page, 'numbers');
  await page.keyboard.press('Delete');
  await until(async () => expect(await edgeIds(page)).toEqual(['kept.passed->first.in']));
  await drag(page, portAt(page, 'first', 'out'), portAt(page, 'kept', 'in'));
  await until(async () => expect(await notice.innerText()).toMatch(/its own output/));
  expect(await edgeIds(page)).toEqual(['kept.passed->first.in']);
  await page.keyboard.press('Control+z');
});

it('later steps follow a column that is renamed, as one step', async () => {
  const { page } = editor;
  await page.keyboard.press('Control+s');
  await page.waitForSelector('[data-testid="saved"]');
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog').getByRole('button', { name: 'keys.json' }).click();
  await page.waitForSelector('[data-testid="node-late"]');
  await choose(page, 'count');
  await until(async () => expect(await gridText(page)).toContain('place'));
  await writeField(page, 'name', 'order');
  const offer = page.locator('[data-testid="rename-offer"]');
  await offer.getByText('later steps still use the old name').waitFor();
  await offer.getByRole('button').click();
  await until(async () => expect(await page.locator('[data-testid="notice"]').last().innerText()).toContain('in 3 more places'));
  await page.keyboard.press('Control+s');
  await page.waitForSelector('[data-testid="saved"]');
  const { nodes } = JSON.parse(await editor.read('keys.json')) as typeof keys;
  expect([nodes.early.params.condition, nodes.late.params.columns]).toEqual(['"order" > 0 AND "order" < 9', ['order']]);
  await page.click('[data-testid="undo"]');
  await offer.waitFor();
});

it('says how many rows find a partner while the keys are chosen', async () => {
  const { page } = editor;
  await choose(page, 'both');
  const said = page.locator('[data-testid="key-matches"]');
  await until(async () => expect(await said.innerText()).toBe('Left: 2 of 3 rows find a partner; Right: 3 of 3 rows. Up to 2 for one row of Left.'));
});

it('tries a pattern and formats of times on the values that arrive', async () => {
  const { page } = editor;
  const tries = page.locator('[data-testid="text-tries"]');
  await choose(page, 'found');
  await until(async () => expect(await tries.innerText()).toMatch(/1 of 3 values of called match\.\s+Oslo\s+24\.12\.2024\s+no match\s+Christiania\s+no match/));
  expect(await tries.locator('mark').allInnerTexts()).toEqual(['Osl']);
  await page.locator('#field-pattern').fill('[0-9]+|ia$');
  await until(async () => expect(await tries.locator('mark').allInnerTexts()).toEqual(['24', 'ia']));
  await page.locator('#field-pattern').fill('(');
  await until(async () => expect(await tries.innerText()).toBe('Missing ): (.'));
  await choose(page, 'times');
  await page.locator('[data-testid="item-columns.0"] button').first().click();
  await until(async () => expect(await tries.innerText()).toMatch(/1 of 3 values of called are read\.\s+24\.12\.2024\s+2024-12-24\s+Christiania\s+not read/));
});

it('had no error of its own', () => expect(editor.errors).toEqual([]));
