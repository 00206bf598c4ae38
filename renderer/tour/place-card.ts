interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const gap = 14;

/** Where a card stands beside what it tells of: to the right, the left, below or above, wherever it fits first, else over its middle; always inside the window. */
export function placeCard(target: Box, card: { readonly width: number; readonly height: number }, room: { readonly width: number; readonly height: number }): { readonly x: number; readonly y: number } {
  const within = (value: number, size: number, whole: number) => Math.max(gap, Math.min(value, whole - size - gap));
  const x = within(target.x + target.width / 2 - card.width / 2, card.width, room.width);
  const y = within(target.y + target.height / 2 - card.height / 2, card.height, room.height);
  const right = target.x + target.width + gap;
  if (right + card.width + gap <= room.width) return { x: right, y };
  const left = target.x - gap - card.width;
  if (left >= gap) return { x: left, y };
  const below = target.y + target.height + gap;
  if (below + card.height + gap <= room.height) return { x, y: below };
  const above = target.y - gap - card.height;
  return { x, y: above >= gap ? above : y };
}
