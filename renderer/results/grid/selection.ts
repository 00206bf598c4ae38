export interface Place {
  /** Row as shown, from 0; -1 is the head. */
  readonly row: number;
  readonly column: number;
}

/** A block of cells: where it was begun and where the caret is now. */
export interface GridSelection {
  readonly anchor: Place;
  readonly active: Place;
}

export interface Block {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export const blockOf = ({ anchor, active }: GridSelection): Block => ({
  top: Math.max(0, Math.min(anchor.row, active.row)),
  bottom: Math.max(anchor.row, active.row),
  left: Math.min(anchor.column, active.column),
  right: Math.max(anchor.column, active.column),
});

export const isIn = (block: Block, row: number, column: number): boolean => row >= block.top && row <= block.bottom && column >= block.left && column <= block.right;

export interface GridKey {
  readonly key: string;
  readonly shift: boolean;
  readonly mod: boolean;
}

/** Where a key leads from a place, or null when it is no key of movement. */
export function movedPlace(from: Place, { key, mod }: GridKey, size: { readonly rows: number; readonly columns: number; readonly page: number }): Place | null {
  const to = target(from, key, mod, size);
  if (!to) return null;
  return { row: Math.max(-1, Math.min(size.rows - 1, to.row)), column: Math.max(0, Math.min(size.columns - 1, to.column)) };
}

function target({ row, column }: Place, key: string, mod: boolean, { rows, columns, page }: { readonly rows: number; readonly columns: number; readonly page: number }): Place | null {
  switch (key) {
    case 'ArrowUp':
      return { row: mod ? 0 : row - 1, column };
    case 'ArrowDown':
      return { row: mod ? rows - 1 : row + 1, column };
    case 'ArrowLeft':
      return { row, column: mod ? 0 : column - 1 };
    case 'ArrowRight':
      return { row, column: mod ? columns - 1 : column + 1 };
    case 'PageUp':
      return { row: Math.max(0, row - page), column };
    case 'PageDown':
      return { row: row + page, column };
    case 'Home':
      return { row: mod ? 0 : row, column: 0 };
    case 'End':
      return { row: mod ? rows - 1 : row, column: columns - 1 };
    default:
      return null;
  }
}
