import type { Activity, TurnContext } from 'botbuilder';
import type { ConversationRecord, HandoverDocument } from './records.ts';

/** What a turn is about, as plain data. */
export interface Turn {
  /**
   * The accepted activities that this turn answers, oldest first. Several only when the customer wrote several
   * short messages in a row; then `context.activity` is the last one with all their texts, one a line.
   */
  readonly activities: readonly Activity[];
  readonly conversation: ConversationRecord;
  /** The shop's id, for example `xiaomi-ma`. */
  readonly shop: string;
  readonly now: Date;
  /** Who speaks, as it stood when the turn began; absent when only the bot ever did. */
  readonly handover?: HandoverDocument;
  /** Changes who speaks, in the same step as the turn's replies and state; the last change counts. */
  changeHandover(next: HandoverDocument): void;
  /**
   * Keeps a record (a decision, say) in a list of the conversation, in the same step as the turn's replies and state;
   * when the turn fails it is dropped with them. `readRecords` finds all records of a list.
   */
  record(list: string, value: object): void;
}

/**
 * The bot: answers one turn by `context.sendActivity`. Nothing leaves before it resolves; then its replies and its
 * state are stored in one step. When it throws, both are dropped and the customer gets the apology.
 */
export type TurnHandler = (context: TurnContext, turn: Turn) => Promise<void>;
