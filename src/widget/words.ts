import arabic from '../../dialogs/locales/widget.ar.json';
import french from '../../dialogs/locales/widget.fr.json';
import { type Language, type Say, sayFrom } from './sentences.ts';

export { directionOfLanguage, isLanguage, type Language, localeOf, type Say } from './sentences.ts';

const TABLES: Record<Language, Readonly<Record<string, string>>> = { ar: arabic, fr: french };

/** The widget's words in one language. */
export function openWords(language: Language): Say {
  return sayFrom(TABLES[language], language);
}
