import { after } from '../guard.ts';
import type { KeptValues } from '../keptValues.ts';
import { type Message, readMessage } from './message.ts';

/** What the browser keeps of a conversation, so that a reload shows it at once and fetches only what is new. */
interface KeptTranscript {
  readonly version: 1;
  readonly conversation: string;
  readonly watermark: string;
  readonly messages: readonly Message[];
  /** Older messages were left out. */
  readonly cut: boolean;
}

const NAME = 'transcript';
const MOST_KEPT = 200;
const SAVE_AFTER_MS = 300;

/** The messages of the conversation in their order, each once however often it arrives. */
export class Transcript {
  readonly #kept: KeptValues;
  #messages: readonly Message[] = [];
  #watermark = '';
  #conversation = '';
  #cut = false;
  #cancelSave: () => void = () => undefined;

  constructor(kept: KeptValues) {
    this.#kept = kept;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  get conversation(): string {
    return this.#conversation;
  }

  get watermark(): string {
    return this.#watermark;
  }

  /** Older messages than the first one exist on the server. */
  get cut(): boolean {
    return this.#cut;
  }

  /** Takes up a conversation: what was kept of it, or nothing. True when something changed. */
  open(conversation: string): boolean {
    if (this.#conversation === conversation) return false;
    const kept = this.#kept.read<KeptTranscript>(NAME);
    const known = kept?.version === 1 && kept.conversation === conversation ? kept : undefined;
    this.#conversation = conversation;
    this.#messages = known?.messages ?? [];
    this.#watermark = known?.watermark ?? '';
    this.#cut = known?.cut ?? false;
    return true;
  }

  /** Adds what arrived; gives back the messages that were not known. Those of an older page do not move the watermark. */
  add(activities: readonly Record<string, unknown>[], watermark: string | null | undefined): Message[] {
    const known = new Set(this.#messages.map(({ id }) => id));
    const read = activities.flatMap((activity) => readMessage(activity) ?? []);
    const fresh = read.filter(({ id }) => !known.has(id));
    if (read.length > 0) {
      const byId = new Map([...this.#messages, ...read].map((message) => [message.id, message]));
      this.#messages = [...byId.values()].sort((a, b) => a.order - b.order || a.at - b.at);
    }
    if (watermark) this.#watermark = watermark;
    if (watermark || fresh.length > 0) this.#saveSoon();
    return fresh;
  }

  /** Everything from the start is here now. */
  completed(): void {
    this.#cut = false;
  }

  clear(): void {
    this.#cancelSave();
    this.#kept.remove(NAME);
    this.#messages = [];
    this.#watermark = '';
    this.#conversation = '';
    this.#cut = false;
  }

  #saveSoon(): void {
    this.#cancelSave();
    this.#cancelSave = after(SAVE_AFTER_MS, () => this.save());
  }

  save(): void {
    this.#cancelSave();
    if (this.#conversation === '') return;
    const kept: KeptTranscript = {
      version: 1,
      conversation: this.#conversation,
      watermark: this.#watermark,
      messages: this.#messages.slice(-MOST_KEPT),
      cut: this.#cut || this.#messages.length > MOST_KEPT,
    };
    this.#kept.write(NAME, kept);
  }
}
