import { readFileSync } from 'node:fs';
import i18next from 'i18next';

export type ConsoleLanguage = 'ar' | 'fr';
/** The sentence for a key; for an unknown key that of a failure, because an agent must read something. */
export type ConsoleSay = (key: string, values?: Readonly<Record<string, unknown>>) => string;

/** What the API says to agents, per language: `dialogs/locales/consoleApi.<language>.json`. */
export function openConsoleWords(): (language: ConsoleLanguage) => ConsoleSay {
  const words = i18next.createInstance();
  void words.init({
    lng: 'ar',
    initAsync: false,
    keySeparator: false,
    resources: { ar: { translation: table('ar') }, fr: { translation: table('fr') } },
    interpolation: { escapeValue: false },
  });
  return (lng) => (key, values) => words.t(words.exists(key, { lng }) ? key : 'ServiceError', { ...values, lng });
}

/** The agent's language: Arabic, unless French is asked for first. */
export function languageOf(acceptLanguage: string | undefined): ConsoleLanguage {
  return /^\s*fr\b/i.test(acceptLanguage ?? '') ? 'fr' : 'ar';
}

function table(language: ConsoleLanguage): Record<string, string> {
  const file = new URL(`../../../dialogs/locales/consoleApi.${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}
