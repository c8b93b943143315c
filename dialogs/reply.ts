import { type Activity, ActivityTypes } from 'botbuilder';
import type { GroundedAnswer, Say } from '../src/answers/index.ts';

/**
 * What a message of the bot is: `policy` states a rule and carries citations, `abstention` says that the text is
 * silent, `question` waits for a pick, `handover` tells of the way to a person, `notice` is everything else. The outbox refuses `policy` without a citation.
 */
export type ReplyKind = 'policy' | 'abstention' | 'question' | 'notice' | 'handover';

/** A plain sentence of the bot, with buttons that the customer may press instead of typing. */
export function notice(text: string, buttons: readonly string[] = [], kind: ReplyKind = 'notice'): Partial<Activity> {
  return {
    type: ActivityTypes.Message,
    text,
    textFormat: 'plain',
    ...(buttons.length > 0 ? withButtons({}, buttons) : {}),
    channelData: { sanad: { kind } },
  };
}

/** A message with buttons that say what stands on them. */
export function withButtons(message: Partial<Activity>, titles: readonly string[]): Partial<Activity> {
  return { ...message, suggestedActions: { to: [], actions: titles.map(toButton) } };
}

/** A grounded answer as a message: its citations travel beside the text, so that each channel can show them its way. */
export function answerReply(answer: GroundedAnswer): Partial<Activity> {
  switch (answer.status) {
    case 'answered':
      return {
        ...notice(answer.text),
        channelData: { sanad: { kind: 'policy', citations: answer.citations, topics: answer.topics } },
      };
    case 'unclear':
      return notice(
        answer.text,
        answer.choices.map((choice) => choice.title),
        'question',
      );
    case 'abstained':
      return notice(answer.text, [], 'abstention');
  }
}

/** How the shop is reached, from its own text. */
export function contactSentence(say: Say, contact: string): string {
  return say('dialogs.contact', { contact });
}

function toButton(title: string): { type: string; title: string; value: string } {
  return { type: 'imBack', title, value: title };
}
