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
  void chartPng(svg, host.clientWidth, host.clientHeight).then((png) => download(`${file}.png`, png));
}

/** A drawn chart as SVG that stands alone: the window's colours and fonts are written into it. */
export function chartSvg(drawn: Element): string {
  const svg = drawn instanceof SVGSVGElement ? drawn : [...drawn.querySelectorAll('svg')].at(-1);
  if (!svg) throw new Error('The chart has no drawing.');
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  for (const [i, element] of originals.entries()) {
    const style = getComputedStyle(element);
    for (const key of ['fill', 'stroke', 'font-family', 'font-size', 'color'] as const) copies[i]!.setAttribute(key, style.getPropertyValue(key));
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.style.background = getComputedStyle(document.documentElement).getPropertyValue('--panel');
  return new XMLSerializer().serializeToString(copy);
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
