import type { Action } from '../chat/message.ts';
import { directionOf } from '../text/direction.ts';
import { safeHref } from '../text/segments.ts';
import { el } from './dom.ts';
import type { ViewContext } from './viewContext.ts';

/** The buttons of the newest message. They go when the customer has said something. */
export class QuickReplies {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #onPressed: () => void;
  #shown: readonly Action[] = [];

  constructor(context: ViewContext, onPressed: () => void) {
    this.#context = context;
    this.#onPressed = onPressed;
    this.element = el('ul', { class: 'replies', 'aria-label': context.say('replies'), hidden: true });
  }

  show(actions: readonly Action[]): void {
    if (actions === this.#shown) return;
    this.#shown = actions;
    this.element.replaceChildren(...actions.map((action) => el('li', {}, this.#button(action))));
    this.element.hidden = actions.length === 0;
  }

  #button(action: Action): HTMLElement | string {
    const { chat, direction, say } = this.#context;
    const title = el('span', { dir: directionOf(action.title, direction) }, action.title);
    if (action.type === 'imBack' || action.type === 'postBack' || action.type === 'messageBack') {
      const onclick = () => {
        this.#onPressed();
        chat.press(action);
      };
      return el('button', { type: 'button', onclick }, title);
    }
    const href = safeHref(action.type === 'call' ? `tel:${String(action.value)}` : action.value);
    if (href === undefined) return '';
    const page = href.startsWith('http') && {
      target: '_blank',
      rel: 'noopener noreferrer',
      'aria-label': say('new_page', { title: action.title }),
    };
    return el('a', { href, ...page }, title);
  }
}
