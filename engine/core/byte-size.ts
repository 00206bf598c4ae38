const units: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12, KI: 2 ** 10, MI: 2 ** 20, GI: 2 ** 30, TI: 2 ** 40 };

/** Bytes of a size as the database spells it, such as `2GB`, `500 MB` or `1.5GiB`; null when it is none or not above zero. */
export function byteSize(text: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]I?)?B?\s*$/i.exec(text);
  if (!match) return null;
  const bytes = Math.floor(Number(match[1]) * units[(match[2] ?? '').toUpperCase()]!);
  return bytes > 0 ? bytes : null;
}
