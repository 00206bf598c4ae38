/** Random numbers that are the same for the same seed on every machine (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to, never equal to, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, never equal to, `below`. */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Puts the first `count` places of `items` in random order, drawn from all of them. */
  shuffle(items: Int32Array, count = items.length): Int32Array {
    for (let i = 0; i < Math.min(count, items.length - 1); i++) {
      const j = i + this.integer(items.length - i);
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  }

  /** A generator of its own for part `n` of the work, so that parts do not depend on their order. */
  fork(n: number): Random {
    return new Random(Math.imul(this.state ^ (n + 1), 0x9e3779b1));
  }
}
