import type { WebFrameMain } from 'electron';
import { isOwnPage } from './own-page.ts';

/** Whether a message came from the top frame of the page that ships. */
export const isOwnFrame = (frame: WebFrameMain | null): boolean => frame !== null && frame.parent === null && isOwnPage(frame.url);
