/** Tallest content a browser is given, in pixels: it draws none of more than about 33 million, and places it exactly up to this. */
export const tallest = 6_000_000;

/** Stretch at either end in which the bar and the content move alike, so that both ends can be reached. */
const exactEnd = 1_000_000;

/** Places of content that may be taller than what a browser scrolls: `bar` is how far it has scrolled, `content` how far that is in the content; in the middle one pixel of the bar is many of the content. */
export interface ScrollMap {
  /** Height that the browser is told. */
  readonly height: number;
  readonly isScaled: boolean;
  toContent(bar: number): number;
  toBar(content: number): number;
}

/** For content `full` pixels high of which `shown` are in sight. */
export function scrollMap(full: number, shown: number): ScrollMap {
  if (full <= tallest) return { height: full, isScaled: false, toContent: (bar) => bar, toBar: (content) => content };
  const lastBar = Math.max(0, tallest - shown);
  const last = Math.max(0, full - shown);
  const ratio = (last - 2 * exactEnd) / (lastBar - 2 * exactEnd);
  return {
    height: tallest,
    isScaled: true,
    toContent(bar) {
      if (bar <= exactEnd) return Math.max(0, bar);
      if (bar >= lastBar - exactEnd) return Math.min(last, last - (lastBar - bar));
      return exactEnd + (bar - exactEnd) * ratio;
    },
    toBar(content) {
      if (content <= exactEnd) return Math.max(0, content);
      if (content >= last - exactEnd) return Math.min(lastBar, lastBar - (last - content));
      return exactEnd + (content - exactEnd) / ratio;
    },
  };
}

/** Where the content is after the bar has moved `from` → `to`: by as much where that was a wheel or a key, else where the bar says. */
export function movedContent(map: ScrollMap, content: number, from: number, to: number, shown: number): number {
  if (!map.isScaled) return to;
  const end = map.height - shown;
  if (to <= 0 || to >= end - 0.5 || Math.abs(to - from) > shown * 2) return Math.round(map.toContent(to));
  return Math.min(map.toContent(end), Math.max(0, content + to - from));
}
