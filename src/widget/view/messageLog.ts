import type { ChatState } from '../chat/chat.ts';
import { after } from '../guard.ts';
import { arrange, become, el } from './dom.ts';
import { messageItem, unsentItem } from './messageItem.ts';
import type { ViewContext } from './viewContext.ts';

const NEAR_END_PX = 120;
const ABOVE_PX = 12;

/** An element of the list, and of what it shows. */
interface Item {
  readonly element: HTMLElement;
  readonly version: string;
}

/** The scrolling list of messages, read out politely as they come. */
export class MessageLog {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #list: HTMLElement;
  readonly #older: HTMLElement;
  readonly #loading: HTMLElement;
  readonly #typing: HTMLElement;
  /** Items by message, so that what is shown already stays the same element, also when it is sent at last. */
  #items = new Map<string, Item>();
  #lastKey = '';
  #cancelAnnounce: () => void = () => undefined;

  constructor(context: ViewContext, replies: HTMLElement) {
    const { say, chat } = context;
    this.#context = context;
    this.#list = el('ol', { class: 'messages' });
    this.#older = el('button', { type: 'button', class: 'older', onclick: () => chat.showOlder() }, say('older'));
    this.#loading = el('p', { class: 'loading' }, say('loading'));
    this.#typing = el(
      'p',
      { class: 'typing' },
      el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i')),
      el('span', { class: 'unseen' }, say('typing')),
    );
    const live = el('div', { role: 'log', 'aria-live': 'off', 'aria-label': say('log') }, this.#list);
    this.element = el('div', { class: 'log', tabindex: 0, role: 'region', 'aria-label': say('log') });
    this.element.append(this.#older, this.#loading, live, this.#typing, replies);
  }

  show(state: ChatState): void {
    const atEnd = this.#isAtEnd();
    const read = this.#readNow();
    const readAt = read?.offsetTop ?? 0;
    this.#list.parentElement?.setAttribute('aria-live', state.replaying ? 'off' : 'polite');
    arrange(this.#list, this.#children(state));
    if (!state.cut && this.#older.matches(':focus')) this.element.focus({ preventScroll: true });
    this.#older.hidden = !state.cut;
    this.#typing.hidden = !state.typing;
    const empty = state.messages.length + state.unsent.length === 0;
    this.#loading.hidden = !empty || state.offline || state.trouble !== undefined;
    const lastKey = state.unsent.at(-1)?.clientId ?? '';
    if (atEnd || lastKey !== this.#lastKey) this.#follow();
    else if (read?.isConnected) this.element.scrollTop += read.offsetTop - readAt;
    this.#lastKey = lastKey;
    this.#cancelAnnounce();
    this.#cancelAnnounce = after(500, () => this.#list.parentElement?.setAttribute('aria-live', 'polite'));
  }

  scrollToEnd(): void {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** To the end, but never past the beginning of what was said last: long answers are read from their first line. */
  #follow(): void {
    const items = [...this.#list.children] as HTMLElement[];
    const lastMine = items.map((item) => item.matches('.mine')).lastIndexOf(true);
    const first = items[Math.min(lastMine + 1, items.length - 1)];
    const top = first ? first.offsetTop - this.element.offsetTop - ABOVE_PX : 0;
    this.element.scrollTop = Math.min(this.element.scrollHeight - this.element.clientHeight, top);
  }

  #children(state: ChatState): Node[] {
    const { times } = this.#context;
    const items = new Map<string, Item>();
    const keep = (key: string, version: string, make: () => HTMLElement) =>
      items.set(key, itemOf(this.#items.get(key), version, make));
    let day = '';
    for (const message of state.messages) {
      if (times.dayKey(message.at) !== day) {
        day = times.dayKey(message.at);
        const name = times.day(message.at);
        keep(`day ${day}`, name, () => el('li', { class: 'day' }, name));
      }
      const ownId = message.from === 'customer' ? message.clientId : undefined;
      keep(`message ${ownId ?? message.id}`, message.id, () => messageItem(message, this.#context));
    }
    for (const message of state.unsent) {
      const stored = state.stored.has(message.clientId);
      const online = !state.offline && state.trouble === undefined;
      const version = `unsent ${stored} ${online} ${message.refused ?? ''}`;
      keep(`message ${message.clientId}`, version, () => unsentItem(message, stored, online, this.#context));
    }
    this.#items = items;
    return [...items.values()].map(({ element }) => element);
  }

  /** The first message in sight: it stays where it stands when older ones come in above it. */
  #readNow(): HTMLElement | undefined {
    const top = this.element.offsetTop + this.element.scrollTop;
    const messages = this.#list.querySelectorAll<HTMLElement>('.message');
    return [...messages].find(({ offsetTop, offsetHeight }) => offsetTop + offsetHeight > top);
  }

  #isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }
}

/** The item as it is when it shows this version already, else made anew in the same element. */
function itemOf(shown: Item | undefined, version: string, make: () => HTMLElement): Item {
  if (shown?.version === version) return shown;
  const fresh = make();
  if (!shown) return { element: fresh, version };
  become(shown.element, fresh);
  return { element: shown.element, version };
}
