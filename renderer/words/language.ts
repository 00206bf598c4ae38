/** The languages the window speaks; its texts are written in English and looked up for the others. */
export type Language = 'en' | 'de';

/** What a person may choose; `system` is the first of the system's languages that the window speaks, else English. */
export type LanguageChoice = 'system' | Language;

export function chosenLanguage(choice: LanguageChoice, system: readonly string[]): Language {
  if (choice !== 'system') return choice;
  const first = system.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag === 'de' || tag === 'en');
  return first === 'de' ? 'de' : 'en';
}
