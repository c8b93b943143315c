export type Language = 'ar' | 'fr';

/** The sentence of a key, with its values filled in; with `count` the plural form that the language wants. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export function isLanguage(name: unknown): name is Language {
  return name === 'ar' || name === 'fr';
}

/** Reads sentences from a table of words. A missing word shows its key, so that nothing breaks and tests find it. */
export function sayFrom(table: Readonly<Record<string, string>>, language: Language): Say {
  const plurals = new Intl.PluralRules(language);
  const form = new Intl.NumberFormat(localeOf(language));
  return (key, values = {}) => {
    const { count } = values;
    const plural = typeof count === 'number' ? table[`${key}_${plurals.select(count)}`] : undefined;
    const sentence = plural ?? table[key] ?? table[`${key}_other`] ?? key;
    return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name] ?? '';
      return typeof value === 'number' ? form.format(value) : value;
    });
  };
}

/** Moroccan habits: Latin digits, 24 hours, months as they are called in Morocco. */
export function localeOf(language: Language): string {
  return language === 'ar' ? 'ar-MA' : 'fr-MA';
}

export function directionOfLanguage(language: Language): 'rtl' | 'ltr' {
  return language === 'ar' ? 'rtl' : 'ltr';
}
