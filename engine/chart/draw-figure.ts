import type { ChartSize } from './chart-size.ts';

const svg = 'http://www.w3.org/2000/svg';

/** A number as a person reads it: grouped, a few digits behind the point. */
export function figureText(value: number): string {
  if (!Number.isFinite(value)) return 'no value';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 1e-6)) return value.toExponential(3);
  return value.toLocaleString('en-US', size < 1 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: size < 1000 ? 2 : 0 });
}

/** One number, as large as there is room. */
export function drawFigure(value: number, title: string, { width, height, title: above }: ChartSize, document: Document): SVGElement {
  const text = figureText(value);
  const drawing = document.createElementNS(svg, 'svg');
  for (const [name, set] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${title}: ${text}`, 'text-anchor': 'middle' })) drawing.setAttribute(name, String(set));
  const put = (words: string, y: number, size: number, style: string) => {
    const line = document.createElementNS(svg, 'text');
    for (const [name, set] of Object.entries({ x: width / 2, y, 'font-size': size, style })) line.setAttribute(name, String(set));
    line.textContent = words;
    drawing.appendChild(line);
  };
  const size = Math.max(14, Math.min(height * 0.5, (width * 1.5) / text.length, 72));
  put(text, height / 2 + size * 0.25, size, 'fill:var(--text);font-family:var(--font);font-weight:600');
  if (height > size + 36 && title !== above) put(title, height / 2 + size * 0.25 + 24, 11, 'fill:var(--text-muted);font-family:var(--font)');
  return drawing;
}
