import { route } from '../route.ts';
import { openWords } from '../words.ts';
import type { Desk } from './desk.ts';

/**
 * Calls an agent who looks elsewhere: the number of open things in the tab's title, and where the agent wanted it a
 * sound and a notification of the desktop. A notification holds no word and no name of a customer.
 */
export class Alerts {
  readonly #desk: Desk;
  #waiting: ReadonlySet<string> = new Set();
  #unread: ReadonlyMap<string, number> = new Map();
  #begun = false;
  #stopWatching: (() => void) | undefined;
  #audio: AudioContext | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  start(): void {
    const stops = [
      this.#desk.inbox.queue.subscribe(() => this.#look()),
      this.#desk.settings.language.subscribe(() => this.#showTitle()),
    ];
    this.#stopWatching = () => {
      for (const stop of stops) stop();
    };
    this.#showTitle();
  }

  stop(): void {
    this.#stopWatching?.();
    void this.#audio?.close();
    document.title = this.#say('brand');
  }

  /** Asks the browser for the permission; only ever on the agent's own click. */
  async allowNotifications(): Promise<boolean> {
    if (!('Notification' in window)) return false;
    return (await Notification.requestPermission()) === 'granted';
  }

  #look(): void {
    const { mine } = this.#desk.inbox.queue.value;
    const waiting = this.#desk.inbox.shown('waiting');
    const newWaiting = waiting.some((item) => !this.#waiting.has(item.conversation));
    const newMine = mine.some((item) => !this.#unread.has(item.conversation) && !isOpen(item.conversation));
    const newWords = mine.some((item) => (item.unread ?? 0) > (this.#unread.get(item.conversation) ?? 0));
    this.#waiting = new Set(waiting.map((item) => item.conversation));
    this.#unread = new Map(mine.map((item) => [item.conversation, item.unread ?? 0]));
    this.#showTitle();
    const begun = this.#begun;
    this.#begun = true;
    if (!begun || this.#desk.presence.value === 'away') return;
    if (newWaiting) this.#call('alert_waiting');
    else if (newMine) this.#call('alert_assigned');
    else if (newWords && !document.hasFocus()) this.#call('alert_message');
  }

  #showTitle(): void {
    const { mine } = this.#desk.inbox.queue.value;
    const open = this.#desk.inbox.shown('waiting').length + mine.filter((item) => (item.unread ?? 0) > 0).length;
    document.title = open > 0 ? `(${open}) ${this.#say('brand')}` : this.#say('brand');
  }

  #call(key: string): void {
    if (this.#desk.settings.sound.value) this.play();
    if (!this.#desk.settings.notifications.value || document.hasFocus()) return;
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const notification = new Notification(this.#say('brand'), { body: this.#say(key), tag: key });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
  }

  /** Two soft tones. */
  play(): void {
    try {
      this.#audio ??= new AudioContext();
      const audio = this.#audio;
      for (const [index, pitch] of [660, 880].entries()) this.#tone(audio, pitch, index * 0.14);
    } catch {
      // No sound device: nothing to hear.
    }
  }

  #tone(audio: AudioContext, pitch: number, delay: number): void {
    const start = audio.currentTime + delay;
    const volume = audio.createGain();
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    const tone = audio.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  }

  #say(key: string): string {
    return openWords(this.#desk.settings.language.value)(key);
  }
}

function isOpen(conversation: string): boolean {
  const current = route.value;
  return current.page === 'inbox' && current.conversation === conversation;
}
