import type { ChatState } from '../chat/chat.ts';
import { listen } from '../guard.ts';
import { Composer } from './composer.ts';
import { el } from './dom.ts';
import { header } from './header.ts';
import { MessageLog } from './messageLog.ts';
import { Notice } from './notice.ts';
import { QuickReplies } from './quickReplies.ts';
import type { ViewContext } from './viewContext.ts';

/** Narrower windows show the conversation on the whole screen. */
const SHEET = '(max-width: 599px), (max-height: 449px)';

/** In a lower sheet, such as above a phone's keyboard, the messages need the room of all that can go. */
const LOW_PX = 400;
/** Here even a second line to write in would leave no message to read. */
const LOWEST_PX = 240;
/** A scale of one, and what rounding makes of it. */
const NOT_ZOOMED = 1.01;

export interface PanelActions {
  readonly closed: () => void;
  readonly changeLanguage: () => void;
}

/**
 * The conversation. On a phone a modal sheet (the page behind it is inert, the back gesture closes it), elsewhere a
 * window in the corner that leaves the page usable. Escape closes both.
 */
export class Panel {
  readonly element: HTMLDialogElement;
  readonly #log: MessageLog;
  readonly #notice: Notice;
  readonly #replies: QuickReplies;
  readonly #composer: Composer;
  readonly #sheet = window.matchMedia(SHEET);
  readonly #stops: (() => void)[] = [];

  constructor(context: ViewContext, { closed, changeLanguage }: PanelActions) {
    const { say, shopName, shop } = context;
    this.#replies = new QuickReplies(context, () => this.#composer.focus());
    this.#log = new MessageLog(context, this.#replies.element);
    this.#notice = new Notice(context);
    this.#composer = new Composer(context);
    this.element = el(
      'dialog',
      { class: 'panel', 'aria-label': say('panel', { shop: shopName }) },
      header(context, { close: closed, changeLanguage, write: () => this.#composer.focus() }),
      this.#notice.element,
      this.#log.element,
      this.#composer.element,
      el(
        'footer',
        {},
        el('span', {}, say('about')),
        shop.policyUrl !== undefined &&
          el('a', { class: 'policy', href: shop.policyUrl, target: '_blank', rel: 'noopener' }, say('policy_link')),
      ),
    );
    listen(this.element, 'cancel', (event) => {
      event.preventDefault();
      closed();
    });
    listen(this.element, 'keydown', (event) => {
      if ((event as KeyboardEvent).key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      closed();
    });
    listen(this.element, 'sanad-edit', (event) =>
      this.#composer.edit((event as CustomEvent<{ text: string }>).detail.text),
    );
    this.#stops.push(listen(this.#sheet, 'change', () => this.#reopen()));
    if (window.visualViewport) {
      this.#stops.push(listen(window.visualViewport, 'resize', () => this.#fitKeyboard()));
      this.#stops.push(listen(window.visualViewport, 'scroll', () => this.#fitKeyboard()));
    }
  }

  show(state: ChatState): void {
    if (state.open !== this.element.open) {
      if (state.open) this.#open();
      else this.element.close();
    }
    if (!state.open) return;
    const hadFocus = this.#hasFocus();
    this.#notice.show(state);
    this.#replies.show(state.actions);
    this.#log.show(state);
    // What was pressed may be gone by now: the keyboard goes on where the customer writes.
    if (hadFocus && !this.#hasFocus()) this.focus();
  }

  focus(): void {
    this.#composer.focus();
  }

  remove(): void {
    for (const stop of this.#stops) stop();
    this.element.remove();
  }

  /** The element was off the page for a while: a browser forgets then what is modal and how far it was scrolled. */
  restore(): void {
    if (this.#sheet.matches) this.#reopen();
    else this.#log.scrollToEnd();
  }

  #open(): void {
    if (this.#sheet.matches) this.element.showModal();
    else this.element.show();
    this.#fitKeyboard();
    this.#composer.focus();
    this.#log.scrollToEnd();
  }

  #hasFocus(): boolean {
    return this.element.matches(':focus-within');
  }

  /** The window became a phone's, or a desktop's. */
  #reopen(): void {
    if (!this.element.open) return;
    this.element.close();
    this.#open();
  }

  /** On a phone the keyboard covers the page without making it smaller: the sheet takes what is left. */
  #fitKeyboard(): void {
    const view = window.visualViewport;
    const { style, classList } = this.element;
    const sheet = view && this.#sheet.matches && this.element.open ? view : undefined;
    // Who zooms in with two fingers looks at a part of the sheet, which stays as large as it was.
    const fitted = sheet && sheet.scale <= NOT_ZOOMED ? sheet : undefined;
    const height = sheet ? sheet.height * sheet.scale : Number.POSITIVE_INFINITY;
    classList.toggle('low', height < LOW_PX);
    classList.toggle('lowest', height < LOWEST_PX);
    style.height = fitted ? `${fitted.height}px` : '';
    style.top = fitted ? `${fitted.offsetTop}px` : '';
    this.#composer.fit();
  }
}
