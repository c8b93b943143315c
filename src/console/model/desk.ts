import { KeptValues } from '../../widget/keptValues.ts';
import { type Api, ApiError } from '../api/client.ts';
import { Live } from '../api/live.ts';
import type { AgentItem, ConsoleEvent, Page, PresenceState, Session } from '../api/wire.ts';
import { Alerts } from './alerts.ts';
import { Cell } from './cell.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import type { Settings } from './settings.ts';
import { Thread } from './thread.ts';

/** Presence expires on the server when it is not said again. */
const PRESENCE_MS = 25_000;
/** What went wrong stays longer than what was done. */
const TOAST_MS = { done: 3_500, wrong: 8_000 } as const;

export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'wrong';
  readonly text: string;
}

/** What a signed-in agent works with; lives from signing in to signing out. */
export class Desk {
  readonly api: Api;
  readonly session: Session;
  readonly settings: Settings;
  readonly kept: KeptValues;
  readonly live: Live;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly alerts: Alerts;
  readonly presence: Cell<PresenceState>;
  readonly agents = new Cell<readonly AgentItem[]>([]);
  readonly toasts = new Cell<readonly Toast[]>([]);
  /** Grows with each change of a complaint, so that lists of them read again. */
  readonly complaintsChanged = new Cell(0);
  readonly #threads = new Map<string, Thread>();
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #toast = 0;

  constructor(api: Api, session: Session, settings: Settings) {
    this.api = api;
    this.session = session;
    this.settings = settings;
    this.kept = new KeptValues(`console:${session.account.id}`);
    this.presence = new Cell(this.kept.read<PresenceState>('presence') ?? session.settings?.presence ?? 'present');
    this.inbox = new Inbox(this);
    this.outbox = new Outbox(api, this.kept, (conversation) => this.#threads.get(conversation)?.catchUp());
    this.alerts = new Alerts(this);
    this.live = new Live(api, (event) => this.#handle(event));
  }

  get supervisor(): boolean {
    return this.session.account.role === 'supervisor';
  }

  async start(): Promise<void> {
    await this.live.start();
    this.#heartbeat = setInterval(() => this.#sayPresence(), PRESENCE_MS);
    this.#sayPresence();
    this.alerts.start();
    this.outbox.start();
    void this.inbox.refresh();
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    this.live.stop();
    this.alerts.stop();
    this.outbox.stop();
    this.inbox.stop();
  }

  thread(conversation: string): Thread {
    const known = this.#threads.get(conversation);
    if (known) return known;
    const thread = new Thread(this, conversation);
    this.#threads.set(conversation, thread);
    return thread;
  }

  setPresence(state: PresenceState): void {
    this.presence.set(state);
    this.kept.write('presence', state);
    this.#sayPresence();
  }

  async loadAgents(): Promise<void> {
    const { items } = await this.api.get<Page<AgentItem>>('agents');
    this.agents.set(items);
  }

  shopName(id: string): string {
    return this.session.shops.find((shop) => shop.id === id)?.name ?? id;
  }

  /** Says shortly what was done or what went wrong. */
  tell(kind: Toast['kind'], text: string): void {
    this.#toast += 1;
    const toast = { id: this.#toast, kind, text };
    this.toasts.update((toasts) => [...toasts.filter((one) => one.text !== text).slice(-2), toast]);
    setTimeout(() => this.dismiss(toast.id), TOAST_MS[kind]);
  }

  dismiss(id: number): void {
    this.toasts.update((toasts) => toasts.filter((toast) => toast.id !== id));
  }

  #sayPresence(): void {
    const state = this.presence.value;
    this.api.post('presence', { state }).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
    });
  }

  #handle(event: ConsoleEvent | { readonly type: 'reset' }): void {
    if (event.type === 'reset') {
      void this.inbox.refresh();
      this.complaintsChanged.update((count) => count + 1);
      for (const thread of this.#threads.values()) thread.changed();
      return;
    }
    if (event.type === 'complaint') this.complaintsChanged.update((count) => count + 1);
    if (event.type === 'presence' && this.agents.value.length > 0) void this.loadAgents().catch(() => undefined);
    if (event.type === 'queue' || event.type === 'handover' || event.type === 'conversation') this.inbox.changed();
    if ('conversation' in event) this.#threads.get(event.conversation)?.take(event);
  }
}
