import type { DashboardPlace } from '../document/document.ts';

/** The page is this many columns wide. */
export const pageColumns = 12;
export const least = { width: 2, height: 2 };

export type Places = Readonly<Record<string, DashboardPlace>>;

export type Side = 'left' | 'right' | 'up' | 'down';

const meets = (a: DashboardPlace, b: DashboardPlace): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const sharesColumns = (a: DashboardPlace, b: DashboardPlace): boolean => a.x < b.x + b.width && b.x < a.x + a.width;

/** A place that fits on the page. */
function fitting(place: DashboardPlace): DashboardPlace {
  const width = Math.max(least.width, Math.min(pageColumns, Math.round(place.width)));
  return { ...place, width, height: Math.max(least.height, Math.min(60, Math.round(place.height))), x: Math.max(0, Math.min(pageColumns - width, Math.round(place.x))), y: Math.max(0, Math.round(place.y)) };
}

/** Lets tiles rise until they meet another one, from the top down; where two want one place, `first` has it. */
export function settled(places: Places, first: string | null = null): Places {
  const rank = (key: string) => places[key]!.y - (key === first ? 0.5 : 0);
  const order = Object.keys(places).sort((a, b) => rank(a) - rank(b) || places[a]!.x - places[b]!.x);
  const done: [string, DashboardPlace][] = [];
  for (const key of order) {
    const place = fitting(places[key]!);
    let y = place.y;
    const free = (at: number) => !done.some(([, other]) => meets({ ...place, y: at }, other));
    while (y > 0 && free(y - 1)) y--;
    while (!free(y)) y++;
    done.push([key, { ...place, y }]);
  }
  return Object.fromEntries(done);
}

/** Places for all tiles: those that have one keep it, the others follow below, side by side. */
export function arranged(tiles: readonly { readonly key: string; readonly figure: boolean; readonly wide: boolean }[], places: Places): Places {
  const found: Record<string, DashboardPlace> = {};
  for (const { key } of tiles) if (Object.hasOwn(places, key)) found[key] = places[key]!;
  let result: Places = settled(found);
  for (const { key, figure, wide } of tiles) {
    if (Object.hasOwn(result, key)) continue;
    const size = figure ? { width: 3, height: 3 } : wide ? { width: 8, height: 9 } : { width: 6, height: 7 };
    result = { ...result, [key]: { ...freeSpot(result, size), ...size } };
  }
  return result;
}

/** The first spot beside or below what is there, never above it. */
function freeSpot(places: Places, size: { readonly width: number; readonly height: number }): { readonly x: number; readonly y: number } {
  const taken = Object.values(places);
  const last = taken.reduce((most, p) => Math.max(most, p.y), 0);
  for (let y = last; ; y++) {
    for (let x = 0; x + size.width <= pageColumns; x++) if (!taken.some((p) => meets({ x, y, ...size }, p))) return { x, y };
  }
}

/** Puts one tile elsewhere or makes it another size; the others make room. */
export const withTile = (places: Places, key: string, place: DashboardPlace): Places => settled({ ...places, [key]: fitting(place) }, key);

/** One step of a tile to a side; up and down it changes places with its neighbour. */
export function stepped(places: Places, key: string, side: Side): Places {
  const own = places[key]!;
  if (side === 'left' || side === 'right') return withTile(places, key, { ...own, x: own.x + (side === 'left' ? -1 : 1) });
  const others = Object.entries(places).filter(([other, p]) => other !== key && sharesColumns(p, own));
  if (side === 'up') {
    const above = others.filter(([, p]) => p.y < own.y).sort(([, a], [, b]) => b.y - a.y)[0];
    return above ? withTile(places, key, { ...own, y: above[1].y }) : places;
  }
  const below = others.filter(([, p]) => p.y > own.y).sort(([, a], [, b]) => a.y - b.y)[0];
  return below ? settled({ ...places, [below[0]]: { ...below[1], y: own.y }, [key]: { ...own, y: own.y + below[1].height } }, below[0]) : places;
}

/** One step wider, narrower, taller or shorter. */
export function resized(places: Places, key: string, side: Side): Places {
  const own = places[key]!;
  const [wider, taller] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[side] as [number, number];
  const width = Math.min(pageColumns - own.x, own.width + wider);
  return withTile(places, key, { ...own, width, height: own.height + taller });
}
