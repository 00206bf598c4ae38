/** A sheet of a workbook; its filled area in rows and columns, the names above counted. */
export interface SheetSize {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether Excel keeps it out of sight. */
  readonly hidden: boolean;
}
