/** How the database may go about a statement. */
export interface Reading {
  /** Whatever order rows are read in, the statement gives the same. */
  readonly anyOrder: boolean;
  /** A join may tell what is read for its one side which keys the other has. */
  readonly hints: boolean;
  /** A figure over whole groups may become a join with a table of the groups; what the groups are made of is computed twice then. */
  readonly windowJoins: boolean;
}

/** What is right for every statement. */
export const plainReading: Reading = { anyOrder: false, hints: true, windowJoins: false };

/** Sees to it that a file whose bad lines are asked for was read to its end, which a statement that needs few of the rows does not do. */
export interface ScanToEnd {
  /** Name of the table in which the database puts down that it has read the file. */
  readonly table: string;
  /** A statement that reads all of it. */
  readonly sql: string;
}
