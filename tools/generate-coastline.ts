// Writes engine/chart/coastline.ts of Natural Earth's land and borders: node tools/generate-coastline.ts [--check]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deliver } from './generated-file.ts';

interface Shape {
  readonly type: 'Polygon' | 'MultiPolygon';
  readonly arcs: readonly unknown[];
}

interface Atlas {
  readonly transform: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] };
  readonly arcs: readonly (readonly (readonly [number, number])[])[];
  readonly objects: { readonly land: { readonly geometries?: readonly Shape[] } & Partial<Shape>; readonly countries: { readonly geometries: readonly Shape[] } };
}

const root = join(import.meta.dirname, '..');
const atlas = JSON.parse(readFileSync(join(root, 'node_modules/vega-datasets/data/world-110m.json'), 'utf8')) as Atlas;
type Point = readonly [number, number];

/** In tenths of a degree, which is finer than the source is true. */
function line(arc: number): readonly Point[] {
  let [x, y] = [0, 0];
  const points = atlas.arcs[arc < 0 ? ~arc : arc]!.map(([dx, dy]): Point => {
    x += dx;
    y += dy;
    return [Math.round((x * atlas.transform.scale[0] + atlas.transform.translate[0]) * 10), Math.round((y * atlas.transform.scale[1] + atlas.transform.translate[1]) * 10)];
  });
  return arc < 0 ? points.toReversed() : points;
}

const joined = (arcs: readonly number[]): readonly Point[] => arcs.flatMap((arc, i) => line(arc).slice(i === 0 ? 0 : 1));
const thin = (points: readonly Point[]): readonly Point[] => points.filter((p, i) => i === 0 || p[0] !== points[i - 1]![0] || p[1] !== points[i - 1]![1]);
const text = (points: readonly Point[]): string => thin(points).map((p, i, all) => (i === 0 ? p.join(' ') : `${p[0] - all[i - 1]![0]} ${p[1] - all[i - 1]![1]}`)).join(' ');

const polygons = (shape: Shape): readonly (readonly (readonly number[])[])[] => (shape.type === 'Polygon' ? [shape.arcs] : shape.arcs) as readonly (readonly (readonly number[])[])[];
const land = (atlas.objects.land.geometries ?? [atlas.objects.land as Shape]).flatMap(polygons);
const uses = new Map<number, number>();
for (const country of atlas.objects.countries.geometries) {
  for (const arc of new Set(polygons(country).flat(2).map((a) => (a < 0 ? ~a : a)))) uses.set(arc, (uses.get(arc) ?? 0) + 1);
}
const borders = [...uses].filter(([, n]) => n > 1).map(([arc]) => line(arc));

const rings = land.map((polygon) => polygon.map((ring) => text(joined(ring))).join(';')).filter((ring) => ring.split(' ').length > 8);
/** Many in a line, apart by bars, so that the file stays short. */
const grouped = (all: readonly string[]): string => Array.from({ length: Math.ceil(all.length / 12) }, (_, i) => all.slice(i * 12, i * 12 + 12).join('|')).join('\n');

const file = `// Written by tools/generate-coastline.ts of Natural Earth's 1:110 million land and borders (public domain, naturalearthdata.com).

/** Polygons apart by bars, their rings by semicolons: longitude and latitude in tenths of a degree, then the steps from point to point. */
export const landText = \`
${grouped(rings)}
\`;

/** Borders between countries in the same form. */
export const borderText = \`
${grouped(borders.map(text))}
\`;
`;
deliver(new Map([['engine/chart/coastline.ts', file]]), 'node tools/generate-coastline.ts');
