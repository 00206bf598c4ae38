import type { AnyNodeDefinition } from './node-definition.ts';

/** How well a node type answers to what somebody typed: 0 when a word is not found, more the nearer it is to what the node is called. */
export function likeness(definition: AnyNodeDefinition, query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const title = definition.title.toLowerCase();
  const keywords = definition.keywords ?? [];
  const phrase = words.join(' ');
  let score = 1 + (phrase === '' ? 0 : phraseScore(title, keywords, phrase));
  const titleWords = title.split(/[\s(]+/);
  const keywordWords = keywords.flatMap((k) => k.split(' '));
  const whole = `${title} ${definition.type} ${definition.summary.toLowerCase()} ${keywords.join(' ')}`;
  for (const word of words) {
    if (title.startsWith(word)) score += 8;
    else if (titleWords.some((w) => w.startsWith(word))) score += 6;
    else if (title.includes(word)) score += 4;
    else if (word.length > 1 && initialsOf(title).startsWith(word)) score += 3;
    else if (keywordWords.some((w) => w.startsWith(word))) score += 2;
    else if (whole.includes(word)) score += 1;
    else if (word.length > 3 && titleWords.some((w) => isSlip(word, w.slice(0, word.length + 1)) || isSlip(word, w.slice(0, word.length)))) score += 0.5;
    else return 0;
  }
  return score;
}

/** What is typed as a whole counts most: a title, then a name from another tool, then the start of one. */
function phraseScore(title: string, keywords: readonly string[], phrase: string): number {
  if (title === phrase) return 16;
  if (keywords.includes(phrase)) return 12;
  return phrase.length > 2 && keywords.some((k) => k.startsWith(phrase)) ? 5 : 0;
}

const initialsOf = (title: string): string => title.split(/[\s(-]+/).map((w) => w.charAt(0)).join('');

/** Whether one letter is wrong, missing or too many, or two have changed places. */
function isSlip(typed: string, meant: string): boolean {
  if (Math.abs(typed.length - meant.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start++;
  let end = 0;
  while (end < typed.length - start && end < meant.length - start && typed.at(-1 - end) === meant.at(-1 - end)) end++;
  const [a, b] = [typed.slice(start, typed.length - end), meant.slice(start, meant.length - end)];
  return (a.length <= 1 && b.length <= 1) || (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]);
}
