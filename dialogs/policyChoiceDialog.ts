import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import { normalize } from '../src/language/index.ts';
import type { FlowResult } from './flowDialog.ts';
import type { DialogParts } from './shopContext.ts';
import { tellAnswer } from './tellAnswer.ts';
import { flowTurnOf } from './turnContext.ts';

/** What the dialog is begun with, and keeps while it waits: the question that fitted two topics, and the two. */
export interface PolicyChoice {
  readonly shop: string;
  readonly open: {
    readonly question: string;
    readonly choices: readonly { readonly topic: string; readonly title: string }[];
  };
}

/**
 * Waits while the customer was asked which of two topics is meant, by buttons; a pick by title, by number or in own
 * words counts, anything else is a new message.
 */
export class PolicyChoiceDialog extends Dialog {
  /** As it stands in stored conversations. */
  static readonly id = 'policyQuestion';
  readonly #parts: DialogParts;
  /** Words for the first and the second of two things, in all registers. */
  readonly #places: readonly (readonly string[])[];

  constructor(parts: DialogParts) {
    super(PolicyChoiceDialog.id);
    this.#parts = parts;
    this.#places = [parts.say('words.first'), parts.say('words.second')].map((names) => names.split('|'));
  }

  override async beginDialog(dialog: DialogContext, options?: object): Promise<DialogTurnResult> {
    Object.assign(dialog.activeDialog?.state ?? {}, options as PolicyChoice);
    return Dialog.EndOfTurn;
  }

  override async continueDialog(dialog: DialogContext): Promise<DialogTurnResult> {
    const { shop, open } = (dialog.activeDialog?.state ?? {}) as PolicyChoice;
    const picked = pickOf(dialog.context.activity.text ?? '', open, this.#places);
    if (!picked) return dialog.endDialog({ notPicked: true } satisfies FlowResult);
    const answer = this.#parts.answerer.answerTopic(shop, picked);
    await tellAnswer(answer, flowTurnOf(dialog.context));
    return dialog.endDialog({});
  }
}

/**
 * The topic that a customer picked: by the button's title, by its place ("2", "الثاني"), or by words that only one of
 * the titles has. Each line of a burst may carry the pick. What is denied ("not the second") is not picked.
 */
function pickOf(text: string, open: PolicyChoice['open'], places: readonly (readonly string[])[]): string | undefined {
  const lines = text.split('\n').map(normalize).filter(Boolean);
  for (const said of lines) {
    const picked = pickOfLine(said, open, places);
    if (picked) return picked;
  }
  return undefined;
}

function pickOfLine(
  said: string,
  open: PolicyChoice['open'],
  places: readonly (readonly string[])[],
): string | undefined {
  const exact = open.choices.find(({ title }) => normalize(title) === said);
  if (exact) return exact.topic;
  const number = /^(?:\D{0,6} )?(\d{1,2})$/u.exec(said)?.[1];
  if (number) return open.choices[Number(number) - 1]?.topic;
  const place = places.findIndex((names) => names.some((name) => normalize(name) === said));
  if (place >= 0) return open.choices[place]?.topic;
  const words = said.split(' ').filter((word) => word.length > 2);
  const fitting = open.choices.filter(
    ({ title }) => words.length > 0 && words.every((word) => normalize(title).includes(word)),
  );
  return fitting.length === 1 ? fitting[0]?.topic : undefined;
}
