import { useView } from './viewContext.ts';

/** The other language, named in that language. */
export function LanguageSwitch() {
  const { app, language, say } = useView();
  const other = language === 'ar' ? 'fr' : 'ar';
  return (
    <button type="button" class="plain" lang={other} onClick={() => app.settings.language.set(other)}>
      {say('other_language')}
    </button>
  );
}
