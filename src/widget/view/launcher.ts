import type { ChatState } from '../chat/chat.ts';
import { el, icon } from './dom.ts';
import type { ViewContext } from './viewContext.ts';

/** The button in the corner, with the number of new messages. */
export class Launcher {
  readonly element: HTMLButtonElement;
  readonly #context: ViewContext;
  readonly #badge = el('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });

  constructor(context: ViewContext, toggle: () => void) {
    this.#context = context;
    this.element = el(
      'button',
      { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', onclick: toggle },
      icon('chat'),
      icon('down'),
      this.#badge,
    );
  }

  show({ open, unread }: ChatState): void {
    const { say, shopName } = this.#context;
    const name = open ? say('launcher_close') : say('launcher', { shop: shopName });
    this.element.setAttribute('aria-expanded', String(open));
    this.element.setAttribute('aria-label', unread > 0 ? `${name} (${say('unread', { count: unread })})` : name);
    this.#badge.textContent = unread > 9 ? '9+' : String(unread);
    this.#badge.hidden = unread === 0 || open;
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }
}
