import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from './served-editor.ts';
import { until } from './editor-actions.ts';
import { expect } from 'vitest';

/** The pictures that a person has looked at and found right, half as large as the window. */
const folder = join(root, 'test/browser/looks');
/** What is different each time, what moves, and what grows with every new kind of node. */
const hidden = '.palette-list, [data-testid="preview-badge"], .badge-time, .node-foot, [data-testid="board-state"], .begin-lists section:nth-child(2) { visibility: hidden !important } * { caret-color: transparent !important }';

/** Pictures are compared by the mean colour of patches, so that the smoothing of letters plays no part and a part that moved, vanished or changed its colour does. */
const patches = { across: 80, down: 50 };
/** Of 255, for one patch; a word that grew by a letter stays below it. */
const sameColour = 26;
/** The share of patches that may differ more, as the bars of a chart do where a figure has another digit. */
const mostPatches = 0.02;

/**
 * Compares what the window looks like with the kept picture, in both themes. With MILLRACE_LOOKS=keep the pictures are written anew, to be looked
 * at before they are committed.
 */
export async function expectLook(page: Page, name: string): Promise<void> {
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await until(async () => expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme));
    const shown = await page.screenshot({ style: hidden, animations: 'disabled' });
    const path = join(folder, `${name}-${theme}.webp`);
    if (process.env['MILLRACE_LOOKS'] === 'keep') {
      await mkdir(folder, { recursive: true });
      await writeFile(path, Buffer.from(await halved(page, shown), 'base64'));
      continue;
    }
    const kept = await readFile(path);
    const off = await differing(page, `data:image/webp;base64,${kept.toString('base64')}`, `data:image/png;base64,${shown.toString('base64')}`);
    if (off <= mostPatches) continue;
    const seen = join(tmpdir(), `millrace-look-${name}-${theme}.png`);
    await writeFile(seen, shown);
    expect.fail(`The view "${name}" looks different in the ${theme} theme: ${(off * 100).toFixed(1)} % of it. It is kept in ${path} and was seen as ${seen}. Where the new one is right, keep it with MILLRACE_LOOKS=keep.`);
  }
}

const halved = (page: Page, png: Buffer): Promise<string> =>
  page.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width / 2, image.height / 2];
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/webp', 0.85).split(',')[1]!;
  }, `data:image/png;base64,${png.toString('base64')}`);

const differing = (page: Page, kept: string, shown: string): Promise<number> =>
  page.evaluate(
    async ([sources, { across, down }, limit]) => {
      const means = async (source: string): Promise<Uint8ClampedArray> => {
        const image = new Image();
        image.src = source;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [across, down];
        const context = canvas.getContext('2d')!;
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, 0, 0, across, down);
        return context.getImageData(0, 0, across, down).data;
      };
      const [a, b] = await Promise.all(sources.map(means)) as [Uint8ClampedArray, Uint8ClampedArray];
      const patchDiffers = (patch: number) => [0, 1, 2].some((channel) => Math.abs(a[patch * 4 + channel]! - b[patch * 4 + channel]!) > limit);
      return Array.from({ length: across * down }, (_, patch) => patch).filter(patchDiffers).length / (across * down);
    },
    [[kept, shown], patches, sameColour] as const,
  );
