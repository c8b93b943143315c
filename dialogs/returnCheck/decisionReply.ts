import type { Activity } from 'botbuilder';
import type { Decision, Reason } from '../../src/returns/index.ts';
import type { FlowTurn } from '../flow.ts';
import { contactSentence, notice } from '../reply.ts';
import { isolate } from '../showText.ts';

/** What was decided on: one article, or else the order as a whole. */
export interface DecidedOn {
  readonly item?: string;
  readonly number?: string;
  /** Told back where it was only likely. */
  readonly reason?: Reason;
}

/**
 * A decision as the customer reads it: the outcome in one sentence, what the clause says with the last day, who pays
 * and when the money comes back, and how the shop is reached. The clauses travel beside the text.
 */
export function decisionReply(decision: Decision, on: DecidedOn, turn: FlowTurn): Partial<Activity> {
  const { say } = turn.parts;
  const about = aboutSentence(on, say);
  const [told = ''] = decision.explanation.split('\n');
  const lines = [
    on.reason ? say('dialogs.return.understood', { reason: say(`dialogs.return.reasons.${on.reason}`) }) : '',
    `${about}${say(`dialogs.return.outcome.${decision.decision}`)}`,
    told,
    ...details(decision, turn),
    `${say(`dialogs.return.next.${decision.decision}`)} ${contactSentence(say, turn.pack.shop.contact.text)}`,
  ];
  const message = notice(lines.filter(Boolean).join('\n'));
  if (decision.citations.length === 0) return message;
  const citations = decision.citations.map((cited) => ({ ...cited, policyVersion: decision.policyVersion }));
  return { ...message, channelData: { sanad: { kind: 'policy', citations } } };
}

function aboutSentence({ item, number }: DecidedOn, say: FlowTurn['parts']['say']): string {
  if (item !== undefined) return `${say('dialogs.return.about', { item: isolate(item) })} `;
  return number === undefined ? '' : `${say('dialogs.return.about_order', { number: isolate(number) })} `;
}

function details(decision: Decision, { parts: { say } }: FlowTurn): string[] {
  if (decision.decision !== 'eligible') return [];
  const { costPayer, refundWithinDays, refundFrom, remedies, deductions } = decision;
  return [
    say(`dialogs.return.payer.${costPayer}`),
    refundWithinDays === null
      ? ''
      : say(`dialogs.return.refund.${refundFrom ?? 'unsaid'}`, { count: refundWithinDays }),
    remedies.length === 0
      ? ''
      : say('dialogs.return.remedies', {
          list: remedies.map((name) => say(`dialogs.return.remedy.${name}`)).join(say('dialogs.return.or')),
        }),
    ...deductions.map((name) => say(`dialogs.return.deduction.${name}`)),
  ];
}
