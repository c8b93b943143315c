import { type AttachedFile, attachFile, FILE_TYPES, FileFault } from '../chat/attachedFile.ts';
import { el, icon } from './dom.ts';
import type { ViewContext } from './viewContext.ts';

const MEGABYTE = 1_000_000;

/** The button for a photo or PDF, and the file that waits to go with the next message. */
export class FilePicker {
  readonly button: HTMLElement;
  /** What was chosen, or why it cannot be sent. */
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #onChange: () => void;
  readonly #input: HTMLInputElement;
  #file: AttachedFile | undefined;
  /** Chosen last and not ready yet. */
  #preparing: File | undefined;

  constructor(context: ViewContext, onChange: () => void) {
    const { say } = context;
    this.#context = context;
    this.#onChange = onChange;
    this.#input = el('input', { type: 'file', accept: FILE_TYPES, hidden: true, onchange: () => this.#chosen() });
    this.button = el(
      'button',
      { type: 'button', class: 'plain attach', 'aria-label': say('attach'), onclick: () => this.#input.click() },
      icon('clip'),
    );
    this.element = el('div', { class: 'attached', role: 'status' }, this.#input);
  }

  get file(): AttachedFile | undefined {
    return this.#file;
  }

  /** Whether a file is still being made ready: a large photo takes a phone some seconds. */
  get busy(): boolean {
    return this.#preparing !== undefined;
  }

  /** Takes the file out, for sending. */
  take(): AttachedFile | undefined {
    const file = this.#file;
    this.#show(undefined);
    return file;
  }

  /** A file from the picker, or one that was pasted. One that is chosen while another is made ready takes its place. */
  async choose(file: File): Promise<void> {
    this.#show(undefined);
    this.#note('attach_preparing');
    this.#preparing = file;
    this.#onChange();
    const made = await this.#made(file);
    if (this.#preparing !== file) return;
    this.#preparing = undefined;
    this.#show(made instanceof FileFault ? undefined : made);
    if (made instanceof FileFault) this.#note(`refused_file_${made.reason}`, 'wrong');
    this.#onChange();
  }

  /** The file as it can be sent, or why it cannot: one that cannot be read is refused as one of a wrong kind. */
  #made(file: File): Promise<AttachedFile | FileFault> {
    return attachFile(file, this.#context.shop.maxFileBytes ?? Number.POSITIVE_INFINITY).catch((error: unknown) =>
      error instanceof FileFault ? error : new FileFault('type'),
    );
  }

  #note(key: string, kind = ''): void {
    const { shop, say } = this.#context;
    const megabytes = Math.floor((10 * shop.maxFileBytes) / MEGABYTE) / 10;
    this.element.append(el('p', { class: `note ${kind}` }, say(key, { megabytes })));
  }

  #chosen(): Promise<void> | undefined {
    const [file] = this.#input.files ?? [];
    // The same file can be chosen again after it was taken out.
    this.#input.value = '';
    return file && this.choose(file);
  }

  #show(file: AttachedFile | undefined): void {
    const { say } = this.#context;
    this.#file = file;
    this.element.replaceChildren(this.#input);
    if (!file) return;
    const remove = () => {
      this.#show(undefined);
      this.#onChange();
    };
    this.element.append(
      el('span', { class: 'unseen' }, say('attached', { name: file.name })),
      el('bdi', { 'aria-hidden': 'true' }, file.name),
      el(
        'button',
        {
          type: 'button',
          class: 'plain',
          'aria-label': say('attach_remove', { name: file.name }),
          onclick: remove,
        },
        icon('close'),
      ),
    );
  }
}
