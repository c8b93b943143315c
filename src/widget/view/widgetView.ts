import type { Chat, ChatState } from '../chat/chat.ts';
import { guarded, listen } from '../guard.ts';
import { paletteRules } from '../palette.ts';
import type { ScriptTag } from '../scriptTag.ts';
import type { ShopProfile } from '../shopProfile.ts';
import { openTimes } from '../times.ts';
import { directionOfLanguage, isLanguage, type Language, openWords } from '../words.ts';
import { el } from './dom.ts';
import { Host } from './host.ts';
import { Launcher } from './launcher.ts';
import { Panel } from './panel.ts';
import styles from './styles.css?inline';
import type { ViewContext } from './viewContext.ts';

const LANGUAGE = 'language';

/** The language the customer chose, else the shop's, else Arabic. */
export function chosenLanguage(chat: Pick<Chat, 'kept'>, tag: ScriptTag): Language {
  const chosen = chat.kept.read<string>(LANGUAGE);
  if (isLanguage(chosen)) return chosen;
  return isLanguage(tag.language) ? tag.language : 'ar';
}

/** The widget on the page: launcher and panel. */
export class WidgetView {
  readonly #chat: Chat;
  readonly #shop: ShopProfile;
  readonly #tag: ScriptTag;
  readonly #frame = el('div', { class: 'frame' });
  readonly #host: Host;
  readonly #dark = window.matchMedia('(prefers-color-scheme: dark)');
  #launcher!: Launcher;
  #panel: Panel | undefined;
  /** What had the focus on the page when the panel was opened, such as the shop's own button. */
  #opener: HTMLElement | undefined;

  constructor(chat: Chat, shop: ShopProfile, tag: ScriptTag) {
    this.#chat = chat;
    this.#shop = shop;
    this.#tag = tag;
    this.#host = new Host(this.#frame, styles + paletteRules(shop.color), tag.nonce);
    listen(this.#dark, 'change', () => this.#theme());
    this.#theme();
    this.#draw();
    this.attach();
    // Navigation without a reload, as Turbo's, puts another body in the place of the one that holds the widget.
    new MutationObserver(guarded(() => this.attach())).observe(document.documentElement, { childList: true });
    chat.watch((state) => this.#show(state));
  }

  /** Puts the widget on the page, also again after the page let go of it. */
  attach(): void {
    if (this.#host.attach()) this.#panel?.restore();
  }

  open(): void {
    this.attach();
    if (!this.#chat.state().open) this.#opener = this.#focusedOnPage();
    this.#chat.setOpen(true);
  }

  close(): void {
    const hadFocus = this.#panel?.element.matches(':focus-within');
    this.#chat.setOpen(false);
    if (hadFocus) queueMicrotask(guarded(() => this.#giveFocusBack()));
  }

  #focusedOnPage(): HTMLElement | undefined {
    const { activeElement, body } = document;
    const isOfPage = activeElement instanceof HTMLElement && activeElement !== body;
    return isOfPage && activeElement !== this.#host.element ? activeElement : undefined;
  }

  #giveFocusBack(): void {
    this.#opener?.focus({ preventScroll: true });
    if (!this.#opener?.matches(':focus')) this.#launcher.focus();
  }

  #show(state: ChatState): void {
    this.#frame.classList.toggle('opened', state.open);
    this.#launcher.show(state);
    this.#panel?.show(state);
  }

  /** Makes everything in the chosen language. */
  #draw(): void {
    const context = this.#context();
    const { language, direction } = context;
    this.#panel?.remove();
    this.#frame.setAttribute('lang', language);
    this.#frame.setAttribute('dir', direction);
    this.#frame.setAttribute('data-side', this.#tag.side ?? (direction === 'rtl' ? 'left' : 'right'));
    this.#launcher = new Launcher(context, () => (this.#chat.state().open ? this.close() : this.open()));
    this.#panel = new Panel(context, { closed: () => this.close(), changeLanguage: () => this.#changeLanguage() });
    this.#frame.replaceChildren(this.#launcher.element, this.#panel.element);
  }

  #context(): ViewContext {
    const language = chosenLanguage(this.#chat, this.#tag);
    const say = openWords(language);
    return {
      chat: this.#chat,
      shop: this.#shop,
      shopName: this.#shop.name[language],
      language,
      direction: directionOfLanguage(language),
      say,
      times: openTimes(language, say),
    };
  }

  #changeLanguage(): void {
    const other = chosenLanguage(this.#chat, this.#tag) === 'ar' ? 'fr' : 'ar';
    this.#chat.kept.write(LANGUAGE, other);
    this.#draw();
    this.#show(this.#chat.state());
    this.#panel?.element.querySelector<HTMLElement>('.language')?.focus();
  }

  #theme(): void {
    const { theme } = this.#tag;
    const dark = theme === 'dark' || (theme === 'auto' && this.#dark.matches);
    this.#frame.classList.toggle('theme-dark', dark);
    this.#frame.classList.toggle('theme-light', !dark);
  }
}
