/** The texts typed or pasted at once: one per line or tab; `""` stands for the empty text. */
export const readTexts = (typed: string): readonly string[] =>
  typed
    .split(/[\n\r\t]+/)
    .filter((t) => t !== '')
    .map((t) => (t === '""' ? '' : t));
