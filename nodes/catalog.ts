import type { Catalog } from '../engine/definition/index.ts';
import { defineCatalog } from '../engine/definition/index.ts';
import { formula } from './columns/formula/node.ts';
import { selectColumns } from './columns/select-columns/node.ts';
import { inlineTable } from './read/inline-table/node.ts';
import { readDelimited } from './read/read-delimited/node.ts';
import { filterRows } from './rows/filter-rows/node.ts';
import { limitRows } from './rows/limit-rows/node.ts';
import { sortRows } from './rows/sort-rows/node.ts';

/** Every node type an analyst can drag onto the canvas, in palette order. */
export const catalog: Catalog = defineCatalog([readDelimited, inlineTable, filterRows, sortRows, limitRows, selectColumns, formula]);
