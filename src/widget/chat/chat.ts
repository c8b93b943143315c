import { after, guarded, listen } from '../guard.ts';
import { KeptFiles } from '../keptFiles.ts';
import { KeptValues } from '../keptValues.ts';
import { type Language, localeOf } from '../words.ts';
import type { AttachedFile } from './attachedFile.ts';
import { type ActivitySet, DirectLine } from './directLine.ts';
import { Feed } from './feed.ts';
import type { Action, Message } from './message.ts';
import { Outbox, type Trouble, type Unsent } from './outbox.ts';
import { Session } from './session.ts';
import { Transcript } from './transcript.ts';

/** Everything that the views show. A new object after each change. */
export interface ChatState {
  readonly open: boolean;
  readonly messages: readonly Message[];
  /** Written but not (yet) seen on the server, in the order of writing. */
  readonly unsent: readonly Unsent[];
  /** Client ids of messages that the server has stored and not echoed yet. */
  readonly stored: ReadonlySet<string>;
  /** Buttons of the newest message, until the customer says something. */
  readonly actions: readonly Action[];
  readonly typing: boolean;
  readonly unread: number;
  readonly offline: boolean;
  readonly connected: boolean;
  readonly trouble: Trouble | undefined;
  /** The conversation before this one could no longer be reached. */
  readonly replaced: boolean;
  /** Older messages are on the server. */
  readonly cut: boolean;
  /** The messages that changed last came from the past (a reload), so they are not to be announced. */
  readonly replaying: boolean;
}

export interface ChatOptions {
  readonly shop: string;
  readonly server: string;
  readonly language: () => Language;
}

const TYPING_MS = 5000;
const RECENT_MS = 24 * 3600 * 1000;
const TELL_TYPING_MS = 2500;
/** A message that was stored comes back on the socket sooner than this. */
const ECHO_MS = 6000;

/** One customer's conversation with one shop: what is said, what waits, how the link is. Knows nothing of how it looks. */
export class Chat {
  readonly kept: KeptValues;
  readonly #directLine: DirectLine;
  readonly #session: Session;
  readonly #outbox: Outbox;
  readonly #transcript: Transcript;
  readonly #feed: Feed;
  readonly #views = new Set<(state: ChatState) => void>();
  /** Stored by the server, echo still to come. */
  readonly #stored = new Map<string, Unsent>();
  #open = false;
  #connected = false;
  #feedTrouble: Trouble | undefined;
  #sendTrouble: Trouble | undefined;
  #typing = false;
  #cancelTyping: () => void = () => undefined;
  #replaced = false;
  #replaying = true;
  #toldTypingAt = 0;
  #drawing = false;
  readonly #beganAt = Date.now();

  constructor({ shop, server, language }: ChatOptions) {
    this.kept = new KeptValues(shop);
    const locale = () => localeOf(language());
    const shared = { directLine: new DirectLine(server, shop), kept: this.kept, shop, locale };
    this.#directLine = shared.directLine;
    this.#session = new Session({ ...shared, onLost: () => this.#lost() });
    this.#transcript = new Transcript(this.kept);
    this.#outbox = new Outbox({
      ...shared,
      files: new KeptFiles(shop),
      session: this.#session,
      onChange: () => this.#changed(),
      onSent: (message) => this.#sent(message),
      onTrouble: (trouble) => this.#change(() => (this.#sendTrouble = trouble)),
    });
    this.#feed = new Feed({
      directLine: this.#directLine,
      session: this.#session,
      watermark: (conversation) => this.#watermark(conversation),
      onBadWatermark: () => this.#transcript.clear(),
      onSet: (set, conversation) => this.#arrived(set, conversation),
      onState: ({ connected, trouble }) =>
        this.#change(() => {
          this.#connected = connected;
          this.#feedTrouble = trouble;
        }),
      isWatched: () => this.#isWatched(),
    });
  }

  /** Shows what was kept, and takes a recent conversation up again. */
  begin(): void {
    const conversation = this.#session.kept?.conversation;
    if (conversation) this.#transcript.open(conversation);
    this.#listen();
    const lastAt = this.#transcript.messages.at(-1)?.at ?? 0;
    const waiting = this.#outbox.messages.length > 0;
    if (conversation && (waiting || Date.now() - lastAt < RECENT_MS)) this.#feed.start();
    if (waiting) this.#outbox.send();
    this.#changed();
  }

  watch(view: (state: ChatState) => void): () => void {
    this.#views.add(view);
    view(this.state());
    return () => this.#views.delete(view);
  }

  setOpen(open: boolean): void {
    this.#open = open;
    if (open) {
      this.#feed.start();
      this.#markSeen();
    }
    this.#changed();
  }

  /** Says something, with a file or without; a file needs no words. */
  say(text: string, file?: AttachedFile): void {
    this.#outbox.add(text, { file });
    this.#feed.start();
  }

  /** Does what a button is for; buttons that open something are links and never come here. */
  press({ type, title, value, text, displayText }: Action): void {
    const spoken = typeof value === 'string' ? value : (text ?? title);
    if (type === 'imBack') this.#outbox.add(spoken, { button: { channelData: { imBack: true } } });
    else {
      const channelData = { [type]: true, buttonTitle: displayText ?? title };
      this.#outbox.add(text ?? (type === 'postBack' ? spoken : ''), { button: { value, channelData } });
    }
    this.#feed.start();
  }

  retry(message: Unsent): void {
    this.#outbox.retry(message);
  }

  discard(message: Unsent): void {
    this.#outbox.discard(message);
  }

  /** Tries again at once whatever waits. */
  hurry(): void {
    this.#feed.hurry();
    this.#outbox.send();
  }

  /** Leaves this conversation and begins another. What has not been sent goes into the new one. */
  restart(): void {
    this.#session.leave();
    this.#forget();
    this.#feed.restart();
    this.#changed();
  }

  /** Tells the server that the customer writes: the bot waits a little for the rest, an agent sees it. */
  isTyping(): void {
    const session = this.#session.kept;
    const now = Date.now();
    if (!session || !this.#connected || !this.#isHeard() || now - this.#toldTypingAt < TELL_TYPING_MS) return;
    this.#toldTypingAt = now;
    void this.#directLine.post(session.conversation, session.token, { type: 'typing' });
  }

  /** Fetches the conversation from its start. */
  async showOlder(): Promise<void> {
    for (let watermark = ''; ; ) {
      const session = await this.#session.ensure();
      if (session.status !== 'ok') return;
      const { conversation, token } = session.value;
      const page = await this.#directLine.activities(conversation, token, watermark);
      if (page.status !== 'ok') return;
      this.#replaying = true;
      this.#transcript.add(page.value.activities, undefined);
      if (page.value.activities.length === 0 || !page.value.watermark) break;
      watermark = page.value.watermark;
    }
    this.#transcript.completed();
    this.#changed();
  }

  state(): ChatState {
    const { messages, cut } = this.#transcript;
    const echoed = new Set(messages.map(({ clientId }) => clientId));
    for (const clientId of this.#stored.keys()) if (echoed.has(clientId)) this.#stored.delete(clientId);
    const waiting = this.#outbox.messages.filter(({ clientId }) => !this.#stored.has(clientId));
    const unsent = [...this.#stored.values(), ...waiting]
      .filter(({ clientId }) => !echoed.has(clientId))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const last = messages.at(-1);
    return {
      open: this.#open,
      messages,
      unsent,
      stored: new Set(this.#stored.keys()),
      actions: last && last.from !== 'customer' && unsent.length === 0 ? last.actions : [],
      typing: this.#typing,
      unread: this.#unread(),
      offline: !navigator.onLine,
      connected: this.#connected,
      trouble: this.#sendTrouble ?? this.#feedTrouble,
      replaced: this.#replaced,
      cut,
      replaying: this.#replaying,
    };
  }

  #listen(): void {
    const { kept } = this;
    const otherTab = kept.watch((name, before, now) => this.#otherTab(name, before, now));
    listen(window, 'storage', (event) => otherTab(event as StorageEvent));
    listen(window, 'online', () => this.#change(() => this.hurry()));
    listen(window, 'offline', () => this.#change(() => this.#feed.restart()));
    listen(window, 'pagehide', () => this.#transcript.save());
    listen(window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && this.#isBack());
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState !== 'visible') return;
      this.#markSeen();
      this.hurry();
      this.#changed();
    });
  }

  /** The browser had put the page aside and shows it again. */
  #isBack(): void {
    this.kept.forgetOwn();
    this.#feed.restart();
    this.#outbox.send();
  }

  /** Another tab wrote, sent, read or began anew. */
  #otherTab(name: string, before: string | null, now: string | null): void {
    if (name.startsWith('out:') && before && !now) {
      const message = JSON.parse(before) as Unsent;
      if (message.refused === undefined) this.#stored.set(message.clientId, message);
    }
    if (name.startsWith('out:') && now) this.#outbox.send();
    if (name === 'session' && this.#session.kept?.conversation !== this.#transcript.conversation) {
      this.#stored.clear();
      if (this.#feed.running) this.#feed.restart();
    }
    if (name !== 'draft' && name !== 'transcript') this.#changed();
  }

  #watermark(conversation: string): string {
    if (this.#transcript.open(conversation)) this.#replaying = true;
    return this.#transcript.watermark;
  }

  #arrived({ activities, watermark }: ActivitySet, conversation: string): void {
    if (conversation !== this.#transcript.conversation) return;
    const fresh = this.#transcript.add(activities, watermark);
    // Sent from here it is no past, whatever this device's clock says.
    this.#replaying = fresh.some(
      ({ at, from, clientId }) => from === 'customer' && at < this.#beganAt && !this.#stored.has(clientId ?? ''),
    );
    const replied = fresh.some(({ from }) => from !== 'customer');
    if (replied) this.#setTyping(false);
    else if (activities.some(({ type }) => type === 'typing')) this.#setTyping(true);
    this.#markSeen();
    this.#changed();
  }

  #sent(message: Unsent): void {
    this.#stored.set(message.clientId, message);
    after(ECHO_MS, () => this.#missEcho(message));
    // The answer may have come before the word that the message has arrived.
    const answered = this.#transcript.messages.at(-1)?.from !== 'customer' && this.#isEchoed(message);
    if (!answered) this.#setTyping(true);
  }

  /** The server has it and has not said so on the socket: the socket may be dead without anybody having been told. */
  #missEcho(message: Unsent): void {
    if (this.#stored.has(message.clientId) && !this.#isEchoed(message)) this.#feed.restart();
  }

  /** Shown until a reply comes, and not for long: a human may be slow, or have gone. */
  #setTyping(typing: boolean): void {
    this.#cancelTyping();
    this.#typing = typing;
    if (typing) this.#cancelTyping = after(TYPING_MS, () => this.#change(() => (this.#typing = false)));
  }

  #isEchoed({ clientId }: Unsent): boolean {
    return this.#transcript.messages.some((message) => message.clientId === clientId);
  }

  #awaitsReply(): boolean {
    return this.#stored.size > 0 || this.#transcript.messages.at(-1)?.from === 'customer';
  }

  /** Somebody wants to know that the customer writes: a bot that is about to answer, or a person. */
  #isHeard(): boolean {
    const others = this.#transcript.messages.filter(({ from }) => from !== 'customer');
    return this.#awaitsReply() || others.at(-1)?.withPerson === true;
  }

  #unread(): number {
    const seen = this.kept.read<Seen>('seen');
    const { conversation, messages } = this.#transcript;
    const order = seen?.conversation === conversation ? seen.order : 0;
    return messages.filter((message) => message.from !== 'customer' && message.order > order).length;
  }

  #markSeen(): void {
    if (!this.#isWatched()) return;
    const { conversation, messages } = this.#transcript;
    const order = messages.at(-1)?.order;
    if (order !== undefined && this.#unread() > 0) this.kept.write('seen', { conversation, order } satisfies Seen);
  }

  #isWatched(): boolean {
    return this.#open && document.visibilityState === 'visible';
  }

  #lost(): void {
    this.#forget();
    this.#replaced = true;
    this.#feed.restart();
    this.#changed();
  }

  #forget(): void {
    this.#transcript.clear();
    this.#stored.clear();
    this.kept.remove('seen');
    this.#setTyping(false);
    this.#replaced = false;
  }

  #change(change: () => unknown): void {
    change();
    this.#changed();
  }

  /** Draws once for all changes of one moment. */
  #changed(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    const draw = guarded(() => {
      this.#drawing = false;
      const state = this.state();
      for (const view of this.#views) view(state);
    });
    queueMicrotask(draw);
  }
}

interface Seen {
  readonly conversation: string;
  readonly order: number;
}
