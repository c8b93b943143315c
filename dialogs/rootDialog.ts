import { ComponentDialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import { PolicyQuestionDialog } from './policyQuestionDialog.ts';
import { answerReply, contactSentence, notice } from './reply.ts';
import { type DialogParts, packOf } from './shopContext.ts';
import type { Intent, TurnUnderstanding } from './turnUnderstanding.ts';

/** What one turn brings to the root dialog. */
export interface RootOptions {
  readonly shop: string;
  readonly turn: TurnUnderstanding;
}

/** Below this an intent that answers without the policy is not trusted: the message is looked up in the policy. */
const TRUSTED = 0.5;
/** Intents that a fixed sentence answers. */
const SMALL_TALK: ReadonlySet<Intent> = new Set([
  'greeting',
  'thanks',
  'goodbye',
  'cancel',
  'affirm',
  'deny',
  'correct_field',
]);
/** Wishes that Sanad cannot carry out yet: it says so, tells the rule where there is one, and names the contact. */
const NOT_YET: ReadonlySet<Intent> = new Set([
  'check_return',
  'open_complaint',
  'talk_to_human',
  'privacy_request',
  'order_status',
]);

/** Decides for each message which flow takes it. One flow a file; this one only routes. */
export class RootDialog extends ComponentDialog {
  static readonly id = 'root';
  readonly #parts: DialogParts;

  constructor(parts: DialogParts) {
    super(RootDialog.id);
    this.#parts = parts;
    this.addDialog(new PolicyQuestionDialog(parts));
  }

  protected override async onBeginDialog(inner: DialogContext, options?: object): Promise<DialogTurnResult> {
    return this.#route(inner, options as RootOptions);
  }

  async #route(inner: DialogContext, options: RootOptions): Promise<DialogTurnResult> {
    const { intent, confidence } = options.turn;
    if (SMALL_TALK.has(intent) && confidence >= TRUSTED) return this.#say(inner, `dialogs.${intent}`, options);
    if (NOT_YET.has(intent) && confidence >= TRUSTED) return this.#notYet(inner, intent, options);
    return inner.beginDialog(PolicyQuestionDialog.id, options);
  }

  /** The rule behind the wish first, where the text has one: it is what the customer can act on today. */
  async #notYet(inner: DialogContext, intent: Intent, { shop, turn }: RootOptions): Promise<DialogTurnResult> {
    const pack = packOf(this.#parts, shop);
    const { say, answerer } = this.#parts;
    if (intent === 'check_return' || intent === 'privacy_request' || intent === 'open_complaint') {
      const { answer } = await answerer.answer(shop, {
        question: turn.text,
        history: turn.history,
        reading: turn.reading,
      });
      if (answer.status === 'answered') await inner.context.sendActivity(answerReply(answer));
    }
    const text = `${say(`dialogs.not_yet.${intent}`)} ${contactSentence(say, pack.shop.contact.text)}`;
    await inner.context.sendActivity(notice(text));
    return inner.endDialog();
  }

  async #say(inner: DialogContext, key: string, { shop }: RootOptions): Promise<DialogTurnResult> {
    const { shop: facts } = packOf(this.#parts, shop);
    const buttons = key === 'dialogs.greeting' ? facts.suggestions : [];
    await inner.context.sendActivity(notice(this.#parts.say(key, { shop: facts.name.ar }), buttons));
    return inner.endDialog();
  }
}
