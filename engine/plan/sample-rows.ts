/** Rows a preview reads from a source when all of them would have to be seen before the first result row is known. */
export const sampleRows = 100_000;

/** Rows it reads of the other Parquet files, so that what is joined to the sample of the largest finds its partners. */
export const partnerRows = 500_000;
