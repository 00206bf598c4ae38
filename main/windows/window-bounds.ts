import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { saveAtomically } from '../files/save-atomically.ts';

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300), maximized: z.boolean() });
export type WindowBounds = z.infer<typeof boundsSchema>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was, or null when that is unknown or no screen shows its title bar any more. */
export function readBounds(file: string, screens: readonly Area[]): WindowBounds | null {
  let bounds: WindowBounds;
  // A first start, or a file from elsewhere: the default place is as good.
  try {
    bounds = boundsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
  const grip = { x: bounds.x + 40, y: bounds.y, width: bounds.width - 80, height: 30 };
  return screens.some((screen) => overlap(grip, screen)) ? bounds : null;
}

/** Remembers where the window is. */
export const writeBounds = (file: string, bounds: WindowBounds): Promise<void> => saveAtomically(file, JSON.stringify(bounds));

const overlap = (a: Area, b: Area): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y >= b.y && a.y + a.height <= b.y + b.height;
