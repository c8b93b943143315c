import { readFileSync } from 'node:fs';
import i18next from 'i18next';
import type { Say } from '../../src/answers/index.ts';

/**
 * Opens the bot's sentences: a function from key and values to the Arabic sentence, plural forms right.
 * @throws Error when a key has no sentence: a missing sentence must be found by a test, not by a customer.
 */
export function openSay(): Say {
  const sentences: unknown = JSON.parse(readFileSync(new URL('ar.json', import.meta.url), 'utf8'));
  const locale = i18next.createInstance();
  void locale.init({
    lng: 'ar',
    initAsync: false,
    resources: { ar: { translation: sentences as Record<string, string> } },
    interpolation: { escapeValue: false },
  });
  const sentence: Say = (key, values = {}) => {
    if (!locale.exists(key, values)) throw new Error(`No sentence for ${key}: add it to dialogs/locales/ar.json`);
    return locale.t(key, values);
  };
  // Sentences without values are looked for once: there are only so many.
  const plain = new Map<string, string>();
  return (key, values) => {
    if (values) return sentence(key, values);
    const known = plain.get(key) ?? sentence(key);
    plain.set(key, known);
    return known;
  };
}
