import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import { normalize } from '../src/language/index.ts';
import { answerReply } from './reply.ts';
import type { DialogParts } from './shopContext.ts';
import type { TurnUnderstanding } from './turnUnderstanding.ts';

/** What the dialog was begun with. */
export interface PolicyQuestion {
  readonly shop: string;
  readonly turn: TurnUnderstanding;
}

/** Kept while a choice is open: the question that fitted two topics, and the two. */
interface OpenChoice {
  readonly question: string;
  readonly choices: readonly { readonly topic: string; readonly title: string }[];
}

/** How a policy question ended, for the dialog that began it. */
export interface PolicyQuestionResult {
  /** Set when the customer did not pick but wrote something else: the caller reads it as a new message. */
  readonly notPicked?: boolean;
}

/**
 * Answers a question about the shop's policy with its clause. When two topics fit equally well it asks which one is
 * meant, by buttons; a pick by title, by number or in own words counts, anything else is a new message.
 */
export class PolicyQuestionDialog extends Dialog {
  static readonly id = 'policyQuestion';
  readonly #parts: DialogParts;

  constructor(parts: DialogParts) {
    super(PolicyQuestionDialog.id);
    this.#parts = parts;
  }

  override async beginDialog(dialog: DialogContext, options?: object): Promise<DialogTurnResult> {
    const { shop, turn } = options as PolicyQuestion;
    const question = { question: turn.text, history: turn.history, reading: turn.reading, whenUnclear: 'ask' as const };
    const { answer } = await this.#parts.answerer.answer(shop, question);
    await dialog.context.sendActivity(answerReply(answer));
    if (answer.status !== 'unclear') return dialog.endDialog({});
    Object.assign(dialog.activeDialog?.state ?? {}, { shop, open: { question: turn.text, choices: answer.choices } });
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dialog: DialogContext): Promise<DialogTurnResult> {
    const { shop, open } = (dialog.activeDialog?.state ?? {}) as { shop: string; open: OpenChoice };
    const picked = pickOf(dialog.context.activity.text ?? '', open);
    if (!picked) return dialog.endDialog({ notPicked: true } satisfies PolicyQuestionResult);
    const answer = this.#parts.answerer.answerTopic(shop, picked);
    await dialog.context.sendActivity(answerReply(answer));
    return dialog.endDialog({});
  }
}

/** The topic that a customer picked: by the button's title, its number, or words that only one of the titles has. */
function pickOf(text: string, open: OpenChoice): string | undefined {
  const said = normalize(text);
  const exact = open.choices.find(({ title }) => normalize(title) === said);
  if (exact) return exact.topic;
  const number = /^(\d{1,2})$/u.exec(said)?.[1];
  if (number) return open.choices[Number(number) - 1]?.topic;
  const words = said.split(' ').filter((word) => word.length > 2);
  const fitting = open.choices.filter(
    ({ title }) => words.length > 0 && words.every((word) => normalize(title).includes(word)),
  );
  return fitting.length === 1 ? fitting[0]?.topic : undefined;
}
