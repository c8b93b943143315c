import { el, icon } from './dom.ts';
import type { ViewContext } from './viewContext.ts';

export interface HeaderActions {
  readonly close: () => void;
  readonly changeLanguage: () => void;
  /** Puts the focus where the customer writes. */
  readonly write: () => void;
}

/** Whom the customer talks to, and the buttons: language, new conversation, close. */
export function header(context: ViewContext, actions: HeaderActions): HTMLElement {
  const { say, shopName } = context;
  const question = restartQuestion(context, actions.write);
  const other = say('other_language');
  return el(
    'header',
    {},
    el(
      'div',
      { class: 'bar' },
      el('span', { class: 'avatar', 'aria-hidden': 'true' }, initialOf(shopName)),
      el('div', { class: 'titles' }, el('h2', { id: 'title' }, shopName), el('p', {}, say('bot_role'))),
      el(
        'button',
        { type: 'button', class: 'plain language', lang: say('other_language_code'), onclick: actions.changeLanguage },
        other,
      ),
      el(
        'button',
        { type: 'button', class: 'plain', 'aria-label': say('restart'), title: say('restart'), onclick: question.open },
        icon('restart'),
      ),
      el(
        'button',
        { type: 'button', class: 'plain', 'aria-label': say('close'), title: say('close'), onclick: actions.close },
        icon('close'),
      ),
    ),
    question.element,
  );
}

/** The first letter of the shop's own name: "V" of "متجر Village.ma" rather than that of the word for shop. */
function initialOf(name: string): string {
  return (/\p{Script=Latin}/u.exec(name) ?? /\p{L}/u.exec(name))?.[0]?.toUpperCase() ?? '';
}

function restartQuestion({ say, chat }: ViewContext, write: () => void): { element: HTMLElement; open: () => void } {
  const no = el('button', { type: 'button', onclick: () => close() }, say('restart_no'));
  const restart = () => {
    close();
    chat.restart();
  };
  const yes = el('button', { type: 'button', class: 'strong', onclick: restart }, say('restart_yes'));
  const element = el(
    'div',
    { class: 'question', role: 'group', 'aria-label': say('restart'), hidden: true },
    el('p', {}, say('restart_question')),
    el('div', { class: 'choices' }, yes, no),
  );
  const close = () => {
    element.hidden = true;
    write();
  };
  return {
    element,
    open: () => {
      element.hidden = !element.hidden;
      if (!element.hidden) no.focus();
    },
  };
}
