import type { ChatState } from '../chat/chat.ts';
import { el, icon } from './dom.ts';
import type { ViewContext } from './viewContext.ts';

/** One line above the messages that says why they do not come or go, and what helps. */
export class Notice {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  #key: string | undefined;

  constructor(context: ViewContext) {
    this.#context = context;
    this.element = el('div', { class: 'notice', role: 'status', hidden: true });
  }

  show(state: ChatState): void {
    const key = noticeOf(state);
    if (key === this.#key) return;
    this.#key = key;
    this.element.hidden = key === undefined;
    this.element.replaceChildren(...(key === undefined ? [] : this.#content(key)));
  }

  #content(key: string): Node[] {
    const { say, chat } = this.#context;
    const retry = key === 'unreachable' || key === 'server_failed';
    const content: Node[] = [icon(key === 'offline' ? 'offline' : 'alert'), el('p', {}, say(key))];
    if (retry) content.push(el('button', { type: 'button', onclick: () => chat.hurry() }, say('retry')));
    return content;
  }
}

function noticeOf({ offline, trouble, replaced }: ChatState): string | undefined {
  if (offline) return 'offline';
  return trouble ?? (replaced ? 'new_conversation' : undefined);
}
