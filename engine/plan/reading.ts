/** How the database may go about a statement. */
export interface Reading {
  /** Whatever order rows are read in, the statement gives the same. */
  readonly anyOrder: boolean;
  /** A join may tell what is read for its one side which keys the other has. */
  readonly hints: boolean;
}

/** As the database does it unless it is told otherwise. */
export const plainReading: Reading = { anyOrder: false, hints: true };
