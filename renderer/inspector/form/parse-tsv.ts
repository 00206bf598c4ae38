/**
 * The cells of a text copied from a spreadsheet: tabs, or another delimiter, between cells, line ends between rows, cells with either
 * of them or with a quotation mark inside quotation marks, doubled. One line end at the very end is no row.
 */
export function parseTsv(text: string, delimiter = '\t'): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  let fresh = true;
  const endRow = () => {
    rows.push([...row, cell]);
    row = [];
    cell = '';
    fresh = true;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && fresh && closes(text, i, delimiter)) {
      quoted = true;
      fresh = false;
    } else if (char === delimiter) {
      row.push(cell);
      cell = '';
      fresh = true;
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      endRow();
    } else {
      cell += char;
      fresh = false;
    }
  }
  if (!fresh || row.length > 0) endRow();
  return rows;
}

/** Whether the quotation mark at `start` has a partner that ends the cell; else it is an ordinary character. */
function closes(text: string, start: number, delimiter: string): boolean {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] !== '"') continue;
    if (text[i + 1] === '"') i++;
    else return text[i + 1] === undefined || `${delimiter}\r\n`.includes(text[i + 1]!);
  }
  return false;
}
