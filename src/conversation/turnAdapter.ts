import { type Activity, BotAdapter, type ConversationReference, type ResourceResponse, TurnContext } from 'botbuilder';
import type { ChannelActivity } from '../channels/activity.ts';
import { checkCited, isForCustomer } from './outbox.ts';

/** Gathers what a turn sends; nothing leaves before the turn commits. */
export class Replies {
  readonly #newId: () => string;
  readonly #onTyping: () => void;
  #sent: ChannelActivity[] = [];
  #sealed = false;

  constructor(newId: () => string, onTyping: () => void) {
    this.#newId = newId;
    this.#onTyping = onTyping;
  }

  add(activity: Partial<Activity>): ResourceResponse {
    if (this.#sealed) throw new Error('this turn has ended: it can no longer send');
    const id = this.#newId();
    if (activity.type === 'typing') this.#onTyping();
    if (!isForCustomer(activity)) return { id };
    const reply = { ...(activity as ChannelActivity), id };
    checkCited(reply);
    this.#sent.push(reply);
    return { id };
  }

  /** What was sent; nothing more is taken from now on. */
  seal(): ChannelActivity[] {
    this.#sealed = true;
    return this.#sent;
  }
}

const REPLIES = Symbol('replies of the turn');

/**
 * botbuilder's adapter, in process: no connector, no HTTP between runtime and bot. About three times the turns a
 * second of `CloudAdapter`, which builds a connector client for every turn.
 */
export class TurnAdapter extends BotAdapter {
  /** Runs the bot's logic over one activity; replies land in `replies`. After the turn its context can't be used. */
  async run(activity: Activity, replies: Replies, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    const context = new TurnContext(this, activity);
    context.turnState.set(REPLIES, replies);
    if (activity.locale) context.locale = activity.locale;
    const { proxy, revoke } = Proxy.revocable(context, {});
    try {
      await logic(proxy);
    } finally {
      revoke();
    }
  }

  /** What middleware would do belongs to the runtime, which stores before and after a turn. */
  override use(): this {
    throw new Error('this adapter runs no middleware: wrap the turn handler instead');
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const replies = context.turnState.get(REPLIES) as Replies;
    return activities.map((activity) => replies.add(activity));
  }

  override async updateActivity(): Promise<void> {
    throw new Error('a stored message is not changed afterwards: send a new one');
  }

  override async deleteActivity(_context: TurnContext, _reference: Partial<ConversationReference>): Promise<void> {
    throw new Error('a stored message is not deleted: send a new one');
  }

  /** A bot that wants to speak unasked has an event accepted by the runtime, so that it too is stored and ordered. */
  override async continueConversation(): Promise<void> {
    throw new Error('let the runtime accept an event activity instead of continuing a conversation directly');
  }
}
