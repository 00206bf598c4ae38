/** Rows a preview reads from each source when all of them would have to be seen before the first result row is known. */
export const sampleRows = 100_000;
