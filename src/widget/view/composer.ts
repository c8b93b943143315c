import { directionOf } from '../text/direction.ts';
import { el, icon } from './dom.ts';
import { FilePicker } from './filePicker.ts';
import type { ViewContext } from './viewContext.ts';

const DRAFT = 'draft';
const TELL_LEFT = 200;

/** Where the customer writes. What is written is kept until it is sent, also over a reload. */
export class Composer {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #input: HTMLTextAreaElement;
  readonly #send: HTMLButtonElement;
  readonly #note: HTMLElement;
  readonly #files: FilePicker;
  /** What is written goes as soon as the file is ready. */
  #held = false;

  constructor(context: ViewContext) {
    const { say, chat } = context;
    this.#context = context;
    this.#files = new FilePicker(context, () => this.#chosen());
    this.#note = el('p', { class: 'note', id: 'note', role: 'status' });
    this.#input = el('textarea', {
      rows: 1,
      placeholder: say('placeholder'),
      'aria-label': say('input'),
      'aria-describedby': 'note',
      enterkeyhint: 'send',
      autocomplete: 'off',
      oninput: () => this.#written(),
      onkeydown: (event) => this.#pressed(event as KeyboardEvent),
      onpaste: (event) => this.#pasted(event as ClipboardEvent),
    });
    this.#send = el('button', { type: 'submit', class: 'send', 'aria-label': say('send') }, icon('send', true));
    this.element = el(
      'form',
      {
        class: 'composer',
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      this.#note,
      this.#files.element,
      el('div', { class: 'row' }, this.#files.button, this.#input, this.#send),
    );
    this.#input.value = chat.kept.read<string>(DRAFT) ?? '';
    this.#drawn();
  }

  focus(): void {
    this.#input.focus({ preventScroll: true });
  }

  /** Puts a text back to be changed, before what is being written. */
  edit(text: string): void {
    this.#input.value = [text, this.#input.value].filter(Boolean).join('\n');
    this.#written();
    this.focus();
  }

  /** The box grows with the text; a hidden one has no height to measure. */
  fit(): void {
    const { style } = this.#input;
    style.setProperty('height', 'auto');
    if (this.#input.scrollHeight > 0) style.setProperty('height', `${this.#input.scrollHeight + 2}px`);
  }

  #written(): void {
    const { chat } = this.#context;
    this.#held = false;
    chat.kept.write(DRAFT, this.#input.value);
    chat.isTyping();
    this.#drawn();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit(): void {
    const { chat } = this.#context;
    const text = this.#input.value.trim();
    this.focus();
    this.#held = this.#files.busy;
    if (this.#held || (text === '' && !this.#files.file) || this.#excess() > 0) return;
    this.#input.value = '';
    chat.say(text, this.#files.take());
    chat.kept.remove(DRAFT);
    this.#drawn();
  }

  /** A file was chosen, is ready, was refused or taken out. */
  #chosen(): void {
    this.#drawn();
    // A change of the language puts another box in the place of this one: what is written goes on from there.
    if (this.#held && this.#files.file && this.element.isConnected) this.#submit();
    this.#held &&= this.#files.busy;
    this.focus();
  }

  #pasted(event: ClipboardEvent): Promise<void> | undefined {
    const [file] = event.clipboardData?.files ?? [];
    const text = event.clipboardData?.getData('text').trim() ?? '';
    // Office programs put a picture beside the text, which is what was meant; file managers the name beside the file.
    if (!file || (text !== '' && !text.endsWith(file.name))) return undefined;
    event.preventDefault();
    return this.#files.choose(file);
  }

  #excess(): number {
    return this.#input.value.trim().length - this.#context.shop.maxTextLength;
  }

  #drawn(): void {
    const { say, shop, direction } = this.#context;
    const excess = this.#excess();
    const near = excess > -Math.min(TELL_LEFT, shop.maxTextLength / 10);
    this.#input.dir = directionOf(this.#input.value, direction);
    this.#note.textContent =
      excess > 0
        ? say('too_long', { limit: shop.maxTextLength, count: excess })
        : near
          ? say('characters_left', { count: -excess })
          : '';
    this.#note.classList.toggle('wrong', excess > 0);
    this.#input.setAttribute('aria-invalid', String(excess > 0));
    this.#send.setAttribute(
      'aria-disabled',
      String(excess > 0 || (this.#input.value.trim() === '' && !this.#files.file && !this.#files.busy)),
    );
    this.fit();
  }
}
