import { readFileSync } from 'node:fs';
import i18next from 'i18next';

export type PageLanguage = 'ar' | 'fr';
export type PageSay = (key: string, values?: Record<string, unknown>) => string;

/** The words of the pages, per language: `dialogs/locales/pages.<language>.json`. */
export function openPageWords(): (language: PageLanguage) => PageSay {
  const words = i18next.createInstance();
  void words.init({
    lng: 'ar',
    initAsync: false,
    resources: { ar: { translation: table('ar') }, fr: { translation: table('fr') } },
    interpolation: { escapeValue: false },
  });
  return (language) => (key, values) => {
    if (!words.exists(key, { ...values, lng: language }))
      throw new Error(`No words for ${key} in pages.${language}.json`);
    return words.t(key, { ...values, lng: language });
  };
}

function table(language: PageLanguage): Record<string, string> {
  const file = new URL(`../../../dialogs/locales/pages.${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}
