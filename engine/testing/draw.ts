/** A source of choices that a property test can shrink: it reads numbers off a tape and gives the first choice once the tape has ended. */
export class Draw {
  private at = 0;
  private readonly tape: readonly number[];

  constructor(tape: readonly number[]) {
    this.tape = tape;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    const value = this.tape[this.at++] ?? 0;
    return below <= 1 ? 0 : value % below;
  }

  one<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  }

  /** True in about `percent` of 100 cases; false when the tape has ended. */
  chance(percent: number): boolean {
    return 99 - this.below(100) < percent && this.at <= this.tape.length;
  }

  /** Between `least` and `most` different items, in the order given. */
  some<T>(items: readonly T[], least: number, most: number): readonly T[] {
    const count = Math.min(items.length, least + this.below(Math.max(1, most - least + 1)));
    const left = [...items];
    const taken: T[] = [];
    while (taken.length < count) taken.push(...left.splice(this.below(left.length), 1));
    return items.filter((item) => taken.includes(item));
  }
}
