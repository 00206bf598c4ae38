import type { NodeWords } from '../word-catalog.ts';

/** All texts of node definitions in German, by their English. */
export const germanNodes: NodeWords = {};
