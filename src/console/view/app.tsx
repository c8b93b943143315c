import { useLayoutEffect, useMemo } from 'preact/hooks';
import { directionOfLanguage } from '../../widget/sentences.ts';
import { useCell } from '../model/cell.ts';
import type { ConsoleApp } from '../model/consoleApp.ts';
import { route } from '../route.ts';
import { openWords } from '../words.ts';
import { FirstAccount } from './firstAccount.tsx';
import { NewPassword } from './newPassword.tsx';
import { SignIn } from './signIn.tsx';
import { DeskContext, openView, ViewContext } from './viewContext.ts';
import { Workspace } from './workspace.tsx';

/** The whole console: signing in, or the desk. */
export function App({ app }: { app: ConsoleApp }) {
  const language = useCell(app.settings.language);
  const theme = useCell(app.settings.theme);
  const view = useMemo(() => openView(app, language), [app, language]);
  useLayoutEffect(() => {
    const page = document.documentElement;
    page.lang = language;
    page.dir = directionOfLanguage(language);
    page.dataset.theme = theme;
    if (!app.desk.value) document.title = openWords(language)('brand');
  }, [app, language, theme]);
  return (
    <ViewContext.Provider value={view}>
      <Screen app={app} />
    </ViewContext.Provider>
  );
}

function Screen({ app }: { app: ConsoleApp }) {
  const state = useCell(app.state);
  const desk = useCell(app.desk);
  const current = useCell(route);
  if (desk) {
    return (
      <DeskContext.Provider value={desk}>
        <Workspace />
      </DeskContext.Provider>
    );
  }
  if (current.page === 'first') return <FirstAccount token={current.token} />;
  if (current.page === 'password') return <NewPassword token={current.token} />;
  if (state === 'signed_out') return <SignIn />;
  return <Opening unreachable={state === 'unreachable'} app={app} />;
}

function Opening({ unreachable, app }: { unreachable: boolean; app: ConsoleApp }) {
  const say = openWords(app.settings.language.value);
  return (
    <main class="opening" aria-busy={!unreachable}>
      <p role={unreachable ? 'alert' : 'status'}>{say(unreachable ? 'unreachable_retry' : 'opening')}</p>
    </main>
  );
}
