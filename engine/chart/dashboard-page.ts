import type { DashboardPlace } from '../document/document.ts';
import { pageColumns } from './arrange-tiles.ts';
import type { ChartNumbers } from './chart-numbers.ts';

/** Pixels of a page that is written to a file, and of one row of its grid. */
export const pageWidth = 1200;
export const rowHeight = 44;
const gap = 12;
const head = 40;

/** The room that a tile of a written page has for its drawing, in pixels. */
export const drawingSize = ({ width, height }: DashboardPlace): { readonly width: number; readonly height: number } => ({
  width: Math.floor((width * (pageWidth + gap)) / pageColumns) - gap - 24,
  height: height * (rowHeight + gap) - gap - head - 40,
});

export interface DrawnTile {
  readonly title: string;
  readonly place: DashboardPlace;
  /** Markup of the chart as Plot made it; null where there is none, and then `note` says why. */
  readonly drawing: string | null;
  readonly note: string | null;
  readonly numbers: ChartNumbers | null;
}

export interface DashboardPage {
  readonly title: string;
  readonly description: string | null;
  /** When the rows were read, as a sentence. */
  readonly made: string;
  readonly tiles: readonly DrawnTile[];
}

/** Colours of a written page, those of the window's two themes; the charts name them. */
export const pageTokens = {
  light: { background: '#f3f5f8', panel: '#ffffff', raised: '#ffffff', line: '#e1e6ec', 'line-strong': '#c6ced8', edge: '#7f8c9a', port: '#66727f', text: '#17202b', 'text-muted': '#4a5766', accent: '#1464d2', 'hue-source': '#0f56b8', 'hue-rows': '#5d45d6', 'hue-combine': '#086a69', 'hue-quality': '#8a5b00', 'hue-learn': '#b3256b', 'hue-sink': '#18763d', 'hue-plain': '#4a5766', bar: '#9fc3ee' },
  dark: { background: '#0f1216', panel: '#171c22', raised: '#1d232b', line: '#2a323c', 'line-strong': '#3a4552', edge: '#6b7989', port: '#8593a3', text: '#e6eaf0', 'text-muted': '#a9b4c1', accent: '#4c9dff', 'hue-source': '#5aa9ff', 'hue-rows': '#a596ff', 'hue-combine': '#35c2c1', 'hue-quality': '#f2b84b', 'hue-learn': '#ff8fbf', 'hue-sink': '#6fd08c', 'hue-plain': '#a9b4c1', bar: '#3a6ea8' },
} as const;

const tokens = (theme: keyof typeof pageTokens): string => Object.entries(pageTokens[theme]).map(([name, value]) => `--${name}:${value}`).join(';');

const style = `:root{color-scheme:light dark;--font:'Inter Variable','Segoe UI',system-ui,sans-serif;${tokens('light')}}
@media (prefers-color-scheme:dark){:root{${tokens('dark')}}}
*{box-sizing:border-box}
body{margin:0;padding:24px;background:var(--background);color:var(--text);font:13px/18px var(--font)}
header,main,footer{max-width:${pageWidth}px;margin:0 auto}
h1{margin:0 0 4px;font-size:20px;line-height:26px}
h2{margin:0;font-size:13px;font-weight:600;overflow-wrap:anywhere}
p{margin:0;color:var(--text-muted)}
main{display:grid;grid-template-columns:repeat(${pageColumns},minmax(0,1fr));grid-auto-rows:minmax(${rowHeight}px,auto);gap:${gap}px;margin-top:16px}
section{display:flex;flex-direction:column;gap:6px;min-width:0;padding:10px 12px;border:1px solid var(--line);border-radius:9px;background:var(--panel)}
figure{margin:0}
section svg{max-width:100%;height:auto;--plot-background:var(--raised)}
section [class$='-swatches']{color:var(--text-muted);font-family:var(--font)}
details{margin-top:auto;color:var(--text-muted);font-size:12px}
summary{cursor:pointer}
.numbers{max-height:320px;overflow:auto}
table{border-collapse:collapse;margin-top:6px}
th,td{padding:2px 10px 2px 0;text-align:left;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
td{font-variant-numeric:tabular-nums}
footer{margin-top:16px}
@media (max-width:800px){main{display:block}section{margin-bottom:12px}}
@media print{body{background:none;padding:0}section{break-inside:avoid}details{display:none}}`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A dashboard as one page of HTML that holds all it shows: no script, nothing from elsewhere. */
export function dashboardPage({ title, description, made, tiles }: DashboardPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
${description === null ? '' : `<p>${escaped(description)}</p>\n`}</header>
<main>
${tiles.map(section).join('\n')}
</main>
<footer><p>${escaped(made)}</p></footer>
</body>
</html>
`;
}

function section({ title, place, drawing, note, numbers }: DrawnTile): string {
  const at = `grid-column:${place.x + 1}/span ${place.width};grid-row:${place.y + 1}/span ${place.height}`;
  return `<section style="${at}" aria-label="${escaped(title)}">
<h2>${escaped(title)}</h2>
${drawing ?? ''}
${note === null ? '' : `<p>${escaped(note)}</p>\n`}${numbers === null ? '' : table(numbers)}</section>`;
}

function table({ columns, rows, total }: ChartNumbers): string {
  const cells = (tag: 'th scope="col"' | 'td', values: readonly string[]) => values.map((v) => `<${tag}>${escaped(v)}</${tag.slice(0, 2)}>`).join('');
  const rest = total > rows.length ? `<p>The first ${rows.length} of ${total.toLocaleString('en-US')}.</p>` : '';
  return `<details><summary>The numbers</summary><div class="numbers" tabindex="0" role="region" aria-label="The numbers"><table><thead><tr>${cells('th scope="col"', columns)}</tr></thead><tbody>
${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}
</tbody></table></div>${rest}</details>
`;
}
