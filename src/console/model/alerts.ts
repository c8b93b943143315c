import { directionOfLanguage } from '../../widget/sentences.ts';
import { inOneTab } from '../../widget/tabLock.ts';
import type { ConversationItem, QueueItem } from '../api/wire.ts';
import { goTo, route } from '../route.ts';
import { openWords } from '../words.ts';
import type { Desk } from './desk.ts';
import { playTones } from './tones.ts';

/** Something that an agent is called for; `key` names it, so that it calls once whatever tabs are open. */
export interface Call {
  readonly kind: 'waiting' | 'assigned' | 'message';
  readonly conversation: string;
  readonly key: string;
}

type Row = QueueItem | ConversationItem;

/** So long a tab that nobody looks at leaves it to one that is looked at; who waits is often given away meanwhile. */
const OTHER_TABS_MS = 500;
const CALLS_KEPT = 100;
const KINDS = ['waiting', 'assigned', 'message'] as const;

/**
 * Calls an agent who looks elsewhere: the number of open things in the tab's title, and where the agent wanted it a
 * sound and a notification of the desktop. A notification holds no word and no name of a customer.
 */
export class Alerts {
  readonly #desk: Desk;
  #waiting: ReadonlySet<string> = new Set();
  #mine: ReadonlyMap<string, string> = new Map();
  #begun = false;
  #stopWatching: (() => void) | undefined;
  #audio: AudioContext | undefined;
  readonly #shown = new Set<Notification>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  start(): void {
    const stops = [
      this.#desk.inbox.queue.subscribe(() => this.#look()),
      this.#desk.settings.language.subscribe(() => this.#showTitle()),
      listen('focus', () => this.#closeAll()),
      // Browsers give sound only to a page that was touched since it was loaded.
      listen('pointerdown', () => this.#wakeSound()),
      listen('keydown', () => this.#wakeSound()),
    ];
    this.#stopWatching = () => {
      for (const stop of stops) stop();
    };
    this.#showTitle();
  }

  stop(): void {
    this.#stopWatching?.();
    this.#closeAll();
    void this.#audio?.close();
    document.title = this.#say('brand');
  }

  /** Are notifications on, and does the browser still show them? */
  get notifies(): boolean {
    return this.#desk.settings.notifications.value && 'Notification' in window && Notification.permission === 'granted';
  }

  /** Asks the browser for the permission; only ever on the agent's own click. */
  async allowNotifications(): Promise<boolean> {
    if (!('Notification' in window)) return false;
    return (await Notification.requestPermission()) === 'granted';
  }

  /** Two soft tones. */
  play(): void {
    try {
      this.#audio ??= new AudioContext();
      playTones(this.#audio);
    } catch {
      // No sound device: nothing to hear.
    }
  }

  #look(): void {
    const { mine } = this.#desk.inbox.queue.value;
    const waiting = this.#desk.inbox.shown('waiting');
    const calls = this.#begun ? this.#callsFor(waiting, mine) : [];
    this.#waiting = new Set(waiting.map(keyOf));
    this.#mine = new Map(mine.map((item) => [item.conversation, item.lastAt]));
    this.#begun = true;
    this.#showTitle();
    if (calls.length > 0) void this.#call(calls);
  }

  /** What is new since the last look. Who is away is called only for customers of their own. */
  #callsFor(waiting: readonly Row[], mine: readonly ConversationItem[]): Call[] {
    const present = this.#desk.presence.value === 'present';
    const call = (kind: Call['kind'], item: Row): Call => ({
      kind,
      conversation: item.conversation,
      key: `${kind} ${keyOf(item)}`,
    });
    const arrived = present ? waiting.filter((item) => !this.#waiting.has(keyOf(item))) : [];
    const given = mine.filter((item) => !this.#mine.has(item.conversation) && !isOpen(item.conversation));
    const wrote = mine.filter((item) => this.#hasNewWords(item) && !(isOpen(item.conversation) && document.hasFocus()));
    return [
      ...arrived.map((item) => call('waiting', item)),
      ...given.map((item) => call('assigned', item)),
      ...wrote.map((item) => call('message', item)),
    ];
  }

  #hasNewWords({ conversation, lastAt, lastBy }: ConversationItem): boolean {
    const known = this.#mine.get(conversation);
    return known !== undefined && known !== lastAt && lastBy === 'customer';
  }

  #showTitle(): void {
    const { mine } = this.#desk.inbox.queue.value;
    const open = this.#desk.inbox.shown('waiting').length + mine.filter((item) => (item.unread ?? 0) > 0).length;
    document.title = open > 0 ? `(${open}) ${this.#say('brand')}` : this.#say('brand');
  }

  async #call(calls: readonly Call[]): Promise<void> {
    if (!document.hasFocus()) await new Promise((done) => setTimeout(done, OTHER_TABS_MS));
    const due = calls.filter(({ kind, conversation }) => kind !== 'waiting' || this.#stillWaits(conversation));
    const fresh = await inOneTab('console calls', async () => this.#notYetCalled(due));
    if (fresh.length === 0) return;
    if (this.#desk.settings.sound.value) this.play();
    if (!this.notifies || document.hasFocus()) return;
    for (const kind of KINDS) this.#notify(fresh.filter((call) => call.kind === kind));
  }

  #stillWaits(conversation: string): boolean {
    return this.#desk.inbox.shown('waiting').some((item) => item.conversation === conversation);
  }

  /** Takes note of calls, and gives back those that no tab of this agent has made. */
  #notYetCalled(calls: readonly Call[]): Call[] {
    const made = this.#desk.kept.read<readonly string[]>('calls') ?? [];
    const fresh = calls.filter(({ key }) => !made.includes(key));
    if (fresh.length > 0) this.#desk.kept.write('calls', [...made, ...fresh.map(({ key }) => key)].slice(-CALLS_KEPT));
    return fresh;
  }

  #notify(calls: readonly Call[]): void {
    const [first] = calls;
    if (!first) return;
    const lang = this.#desk.settings.language.value;
    const body = this.#say(`alert_${first.kind}`, { count: calls.length });
    try {
      const options = { body, lang, dir: directionOfLanguage(lang), tag: first.key };
      const notification = new Notification(this.#say('brand'), options);
      this.#shown.add(notification);
      notification.addEventListener('close', () => this.#shown.delete(notification));
      notification.addEventListener('click', () => {
        window.focus();
        goTo(calls.length === 1 ? { page: 'inbox', conversation: first.conversation } : { page: 'inbox' });
        notification.close();
      });
    } catch {
      // Browsers of phones have the permission and show none to a page: the sound and the title remain.
    }
  }

  /** The agent is back: what called them is seen. */
  #closeAll(): void {
    for (const notification of this.#shown) notification.close();
    this.#shown.clear();
  }

  #wakeSound(): void {
    if (!this.#desk.settings.sound.value || this.#audio?.state === 'running') return;
    try {
      this.#audio ??= new AudioContext();
      void this.#audio.resume();
    } catch {
      // No sound device: nothing to wake.
    }
  }

  #say(key: string, values: Record<string, number> = {}): string {
    return openWords(this.#desk.settings.language.value)(key, values);
  }
}

/** One wait, one message left, or one state of a held conversation. */
function keyOf(item: Row): string {
  const { conversation } = item;
  if ('since' in item) return `${conversation} ${item.since}`;
  return item.state === 'message_left' ? `${conversation} left` : `${conversation} ${item.lastAt}`;
}

function isOpen(conversation: string): boolean {
  const current = route.value;
  return current.page === 'inbox' && current.conversation === conversation;
}

function listen(event: 'focus' | 'pointerdown' | 'keydown', act: () => void): () => void {
  addEventListener(event, act);
  return () => removeEventListener(event, act);
}
