import { language } from '../../words/words.ts';

/** What a search for a text looks for: the text, and where it is a number as the grid writes it, the number without separators. */
export function searchSpellings(text: string): readonly string[] {
  const words = text.trim();
  if (words === '') return [];
  const [separator, point] = language() === 'de' ? ['.', ','] : [',', '.'];
  if (!/\d/.test(words) || !/^-?[\d.,]+$/.test(words)) return [words];
  const plain = words.replaceAll(separator, '').replace(point, '.');
  return plain === words ? [words] : [words, plain];
}
