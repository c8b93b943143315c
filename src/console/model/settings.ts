import { KeptValues } from '../../widget/keptValues.ts';
import { isLanguage, type Language } from '../../widget/sentences.ts';
import { Cell } from './cell.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** What an agent set for this browser, kept there. */
export class Settings {
  readonly #kept = new KeptValues('console');
  readonly language: Cell<Language>;
  readonly theme: Cell<Theme>;
  readonly sound: Cell<boolean>;
  readonly notifications: Cell<boolean>;
  /** Single letters as shortcuts can be turned off: speech input and tired hands press them unasked. */
  readonly shortcuts: Cell<boolean>;

  constructor() {
    const language = this.#kept.read<unknown>('language');
    this.language = this.#keep('language', isLanguage(language) ? language : 'ar');
    this.theme = this.#keep<Theme>('theme', this.#kept.read<Theme>('theme') ?? 'auto');
    this.sound = this.#keep('sound', this.#kept.read<boolean>('sound') ?? false);
    this.notifications = this.#keep('notifications', this.#kept.read<boolean>('notifications') ?? false);
    this.shortcuts = this.#keep('shortcuts', this.#kept.read<boolean>('shortcuts') ?? true);
  }

  #keep<T>(name: string, value: T): Cell<T> {
    const cell = new Cell(value);
    cell.subscribe((next) => this.#kept.write(name, next));
    return cell;
  }
}
