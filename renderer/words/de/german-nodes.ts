import type { NodeWords } from '../word-catalog.ts';
import { columnsNodes } from './nodes/columns.ts';
import { combineNodes } from './nodes/combine.ts';
import { learnNodes } from './nodes/learn.ts';
import { qualityNodes } from './nodes/quality.ts';
import { readServerNodes } from './nodes/read-servers.ts';
import { readNodes } from './nodes/read.ts';
import { reshapeNodes } from './nodes/reshape.ts';
import { rowsNodes } from './nodes/rows.ts';
import { scriptNodes } from './nodes/script.ts';
import { writeNodes } from './nodes/write.ts';

/** All texts of node definitions in German, by their English. */
export const germanNodes: NodeWords = { ...columnsNodes, ...combineNodes, ...learnNodes, ...qualityNodes, ...readNodes, ...readServerNodes, ...reshapeNodes, ...rowsNodes, ...scriptNodes, ...writeNodes };
