import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { directionOfLanguage, type Language, type Say } from '../../widget/sentences.ts';
import { openTimes, type Times } from '../../widget/times.ts';
import type { ConsoleApp } from '../model/consoleApp.ts';
import type { Desk } from '../model/desk.ts';
import { type Amounts, openAmounts } from '../text/amounts.ts';
import { openWords } from '../words.ts';

/** What every view knows: the words, times and numbers of the agent's language. */
export interface View {
  readonly app: ConsoleApp;
  readonly language: Language;
  readonly direction: 'rtl' | 'ltr';
  readonly say: Say;
  readonly times: Times;
  readonly amounts: Amounts;
}

export function openView(app: ConsoleApp, language: Language): View {
  const say = openWords(language);
  return {
    app,
    language,
    direction: directionOfLanguage(language),
    say,
    times: openTimes(language, say),
    amounts: openAmounts(language, say),
  };
}

export const ViewContext = createContext<View | undefined>(undefined);
export const DeskContext = createContext<Desk | undefined>(undefined);

export function useView(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error('a view stands outside of its context');
  return view;
}

/** The desk of the agent who is signed in. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('this view is for an agent who is signed in');
  return desk;
}
