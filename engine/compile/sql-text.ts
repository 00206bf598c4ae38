/** SQL being written, with a note of where each user-written piece ended up. */
export interface SqlText {
  readonly sql: string;
  readonly pieces: readonly Piece[];
}

/** UTF-16 range of `sql` that holds the text of setting `param` of `node`. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly node: string;
  readonly param: string;
  readonly text: string;
}

/** Collects SQL in order, keeping the place of every user-written piece. */
export class SqlWriter {
  private text = '';
  private readonly noted: Piece[] = [];

  add(sql: string): this {
    this.text += sql;
    return this;
  }

  /** A user's text of setting `param`; a line break follows so that a trailing comment cannot swallow what comes next. */
  user(text: string, node: string, param: string): this {
    const start = this.text.length;
    this.text += text;
    this.noted.push({ start, end: this.text.length, node, param, text });
    if (text.includes('--')) this.text += '\n';
    return this;
  }

  list<T>(items: readonly T[], separator: string, each: (item: T, index: number) => void): this {
    items.forEach((item, index) => {
      if (index > 0) this.add(separator);
      each(item, index);
    });
    return this;
  }

  done(): SqlText {
    return { sql: this.text, pieces: this.noted };
  }
}
