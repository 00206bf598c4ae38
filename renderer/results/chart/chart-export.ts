import type { Preview } from '../../../engine/api/contract.ts';
import { readCellTable, type CellTable } from '../cell-table.ts';
import { plainValue } from '../format-value.ts';
import { t } from '../../words/words.ts';

/** Hands a chart to the person: as a picture or a drawing of what `host` shows, or its numbers. */
export function exportChart(kind: 'svg' | 'png' | 'csv', name: string, preview: Preview, host: HTMLElement | null): void {
  const file = name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-');
  if (kind === 'csv') return download(`${file}.csv`, new Blob([chartCsv(readCellTable(preview.schema, preview.arrow))], { type: 'text/csv' }));
  const drawn = host?.firstElementChild;
  if (!drawn || !host) return;
  const svg = chartSvg(drawn);
  if (kind === 'svg') return download(`${file}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
  const { width, height } = drawn.getBoundingClientRect();
  void chartPng(svg, width, height).then((png) => download(`${file}.png`, png));
}

const svgSpace = 'http://www.w3.org/2000/svg';

/** A drawn chart with its legend as SVG that stands alone: everything at its place in the window, with the window's colours and fonts written into it. */
export function chartSvg(drawn: Element): string {
  const frame = drawn.getBoundingClientRect();
  const outer = document.createElementNS(svgSpace, 'svg');
  for (const [name, value] of [['width', frame.width], ['height', frame.height], ['viewBox', `0 0 ${frame.width} ${frame.height}`]] as const) outer.setAttribute(name, String(value));
  outer.setAttribute('xmlns', svgSpace);
  outer.style.background = getComputedStyle(document.documentElement).getPropertyValue('--panel');
  const label = drawn.matches('[aria-label]') ? drawn : drawn.querySelector('svg[aria-label]');
  if (label) outer.setAttribute('aria-label', label.getAttribute('aria-label')!);
  const pictures = drawn instanceof SVGSVGElement ? [drawn] : [...drawn.querySelectorAll('svg')].filter((svg) => svg.parentElement?.closest('svg') === null);
  if (pictures.length === 0) throw new Error('The chart has no drawing.');
  for (const picture of pictures) outer.append(placedCopy(picture, frame));
  // The words of a legend stand beside its colours, as text of the page.
  const words = document.createTreeWalker(drawn, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const word = words.currentNode as Text;
    if (word.data.trim() !== '' && word.parentElement?.closest('svg, style') === null) outer.append(placedText(word, frame));
  }
  return new XMLSerializer().serializeToString(outer);
}

function placedCopy(svg: SVGSVGElement, frame: DOMRect): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  for (const [i, element] of originals.entries()) {
    const style = getComputedStyle(element);
    for (const key of ['fill', 'stroke', 'font-family', 'font-size', 'color'] as const) copies[i]!.setAttribute(key, style.getPropertyValue(key));
  }
  const { x, y, width, height } = svg.getBoundingClientRect();
  for (const [name, value] of [['x', x - frame.x], ['y', y - frame.y], ['width', width], ['height', height]] as const) copy.setAttribute(name, String(value));
  copy.setAttribute('overflow', 'visible');
  return copy;
}

function placedText(word: Text, frame: DOMRect): SVGTextElement {
  const range = document.createRange();
  range.selectNodeContents(word);
  const { x, y, height } = range.getBoundingClientRect();
  const style = getComputedStyle(word.parentElement!);
  const text = document.createElementNS(svgSpace, 'text');
  text.textContent = word.data.trim();
  for (const [name, value] of [['x', String(x - frame.x)], ['y', String(y - frame.y + height / 2)], ['dominant-baseline', 'central'], ['fill', style.color], ['font-family', style.fontFamily], ['font-size', style.fontSize], ['font-weight', style.fontWeight]] as const) text.setAttribute(name, value);
  return text;
}

/** The same as PNG, twice as large so that it is sharp. */
export async function chartPng(svg: string, width: number, height: number): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(t('The drawing could not be turned into a picture.')))), 'image/png'));
}

/** What the chart was drawn from, as CSV with full values. */
export function chartCsv(table: CellTable): string {
  const quote = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = Array.from({ length: table.rows }, (_, r) => table.columns.map((c) => quote(plainValue(c.kind, c.at(r)))).join(','));
  return [table.columns.map((c) => quote(c.name)).join(','), ...rows].map((line) => `${line}\n`).join('');
}

/** Hands a file to the person, as a download. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
