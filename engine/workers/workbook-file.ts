import type * as Library from '@e965/xlsx';

export type Workbook = Library.WorkBook;

/** Why a workbook gives no rows, in words that follow its name, and the setting that is at fault. */
export class WorkbookProblem extends Error {
  readonly param: 'path' | 'sheet' | 'range';
  /** The workbook, where several were read. */
  readonly file: string | null;

  constructor(message: string, param: 'path' | 'sheet' | 'range' = 'path', file: string | null = null) {
    super(message);
    this.param = param;
    this.file = file;
  }
}

/** Lets `use` read the bytes of a file by the library of workbooks. Throws WorkbookProblem for bytes that are no workbook. */
export async function openWorkbook<T>(bytes: Buffer, use: (library: typeof Library) => T): Promise<T> {
  const magic = bytes.toString('latin1', 0, 8);
  const old = magic === '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1';
  if (!old && !magic.startsWith('PK')) throw new WorkbookProblem('is no workbook. Choose another file, or read a text file with "Delimited file".');
  const library = await import('@e965/xlsx');
  // Text of workbooks before Excel 97 is in the code page of their machine.
  if (old) library.set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'));
  try {
    return use(library);
  } catch (error) {
    if (error instanceof WorkbookProblem) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0]!.replace(/[.!]$/, '') : String(error);
    if (/password|encrypt/i.test(reason)) throw new WorkbookProblem('is protected by a password. Save it without one.');
    if (/string longer|string length|array buffer|array length/i.test(reason)) throw new WorkbookProblem('has a sheet that is too large to be read. Save the sheet as CSV.');
    throw new WorkbookProblem(`is damaged or no workbook (${reason}). Open it in Excel and save it again.`);
  }
}
