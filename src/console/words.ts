import arabic from '../../dialogs/locales/console.ar.json';
import french from '../../dialogs/locales/console.fr.json';
import { type Language, type Say, sayFrom } from '../widget/sentences.ts';

const TABLES: Record<Language, Readonly<Record<string, string>>> = { ar: arabic, fr: french };

/** The console's words in one language. */
export function openWords(language: Language): Say {
  return sayFrom(TABLES[language], language);
}

export { named } from './text/named.ts';
