import type { Schema } from '../core/schema.ts';
import type { XmlReading } from '../relation/xml-reading.ts';
import type { RestRequest } from '../relation/rest-request.ts';
import type { DelimitedOptions, ExcelOptions, TextEncoding } from '../relation/relation.ts';

/** Something a worker lays into a folder of the run before the first statement, which then reads it like a file of its own. */
export type Staging = { readonly id: string; readonly node: string } & (({ /** Absolute. */ readonly pattern: string } & (TextStaging | ArrowStaging | SheetStaging | XmlStaging | PackedStaging)) | RestStaging);

/** The rows of a web service, one object per line. */
export interface RestStaging {
  readonly kind: 'rest';
  readonly request: RestRequest;
}

/** The records of an XML file, one object per line. */
export interface XmlStaging {
  readonly kind: 'xml';
  readonly reading: XmlReading;
}

/** The rows of Arrow files in a table. */
export interface ArrowStaging {
  readonly kind: 'arrow';
  readonly schema: Schema;
}

/** The rows of a sheet of a workbook in a table. */
export interface SheetStaging {
  readonly kind: 'sheet';
  readonly options: ExcelOptions;
  readonly schema: Schema;
}

/** Copies of the text files a pattern matches, as UTF-8 with the same line numbers. */
export interface TextStaging {
  readonly kind: 'text';
  readonly compression: DelimitedOptions['compression'];
  readonly recipe: TextRecipe;
}

/** Nothing is laid down: a run looks whether the packed files a pattern matches are whole, which the database does not. */
export interface PackedStaging {
  readonly kind: 'packed';
  readonly compression: 'gzip' | 'zstd' | /** By the name of each file. */ 'named';
}

/** How a text is rewritten so that the database reads it as it is meant. */
export interface TextRecipe {
  readonly encoding: TextEncoding;
  /** Files that are plainly UTF-8 are taken as that. */
  readonly encodingFound: boolean;
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  /** Every line end outside quotes becomes a line feed. */
  readonly mixedEnds: boolean;
  /** Lines that start with it become empty; '' leaves all. */
  readonly comment: string;
  /** Such lines are dropped instead, where an empty line would be a row. */
  readonly dropComments: boolean;
}

/** The variable of a database that holds the folder of what was staged. */
export const stagedVariable = 'millrace_staged';

/** Where the copy of an absolute path lies within that folder, with a slash before it. */
export const stagedName = (id: string, path: string): string => `/${id}/${path.replace(/^([A-Za-z]):/, '$1_').replaceAll('\\', '/').replace(/^\/+/, '')}`;

/** Where the rows of a service lie within it. */
export const stagedRows = (id: string): string => `/${id}/rows.jsonl`;

/** The temporary table that holds what was staged as rows. */
export const stagedTable = (id: string): string => `_staged_${id}`;

/** Whether a delimited file has to be rewritten before the database can read it without losing or changing anything. */
export const needsRewrite = (o: DelimitedOptions): boolean => o.encoding !== 'utf-8' || o.mixedEnds === true || o.comment !== '';

export const recipeOf = (o: DelimitedOptions, columns: number): TextRecipe => ({
  encoding: o.encoding,
  encodingFound: o.encodingFound === true,
  delimiter: o.delimiter,
  quote: o.quote,
  escape: o.escape,
  mixedEnds: o.mixedEnds === true,
  comment: o.comment,
  dropComments: columns === 1,
});
