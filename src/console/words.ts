import arabic from '../../dialogs/locales/console.ar.json';
import french from '../../dialogs/locales/console.fr.json';
import { type Language, type Say, sayFrom } from '../widget/sentences.ts';

const TABLES: Record<Language, Readonly<Record<string, string>>> = { ar: arabic, fr: french };

/** The console's words in one language. */
export function openWords(language: Language): Say {
  return sayFrom(TABLES[language], language);
}

/**
 * A name from the data (a state, a reason, a channel) in words: `reason_asked` for `asked`. One that has no words yet
 * is shown as it stands.
 */
export function named(say: Say, kind: string, name: string): string {
  const key = `${kind}_${name}`;
  const words = say(key);
  return words === key ? name : words;
}
