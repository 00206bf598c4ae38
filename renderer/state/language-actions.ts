import { catalog } from '../../nodes/catalog.ts';
import { chosenLanguage, type Language } from '../words/language.ts';
import { speak, t } from '../words/words.ts';
import { bridge, failureText, notify } from './session.ts';
import { change, useWorkbench, workbench } from './workbench.ts';

const wanted = (): Language => chosenLanguage(workbench().preferences.language, navigator.languages);

/** Lets the window speak the language of the preferences; German comes as a file of its own when it is first spoken. */
async function apply(): Promise<void> {
  const language = wanted();
  if (language === 'de') {
    const [{ german }, { germanNodes }, { germanKeywords }, { wordCatalog }] = await Promise.all([import('../words/de/german.ts'), import('../words/de/german-nodes.ts'), import('../words/de/nodes/keywords.ts'), import('../words/word-catalog.ts')]);
    // Another choice may have been made while the file was read.
    if (wanted() !== language) return;
    speak(language, german);
    change({ language, catalog: wordCatalog(catalog, germanNodes, germanKeywords) });
  } else {
    speak(language, null);
    change({ language, catalog });
  }
  document.documentElement.lang = language;
}

const applyOrTell = (): Promise<void> => apply().catch((error: unknown) => notify(`${t('The language could not be loaded.')} ${failureText(error)}`, 'danger'));

/** Keeps the texts of the window in the language of the preferences; resolves when the first one is there. */
export async function startLanguage(): Promise<void> {
  addEventListener('languagechange', () => void applyOrTell());
  useWorkbench.subscribe(({ preferences: now }, { preferences: before }) => (now.language === before.language ? undefined : void applyOrTell()));
  await applyOrTell();
}

/** Tells the language to what is around the window, now and whenever it changes. */
export function tellLanguage(): void {
  const tell = () => void bridge().os.showLanguage({ language: workbench().language }).catch((error: unknown) => notify(failureText(error), 'danger'));
  tell();
  useWorkbench.subscribe((state, before) => (state.language === before.language ? undefined : tell()));
}
