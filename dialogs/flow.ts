import type { Activity } from 'botbuilder';
import type { CaseKind, FiledEvidence } from '../src/complaints/index.ts';
import type { Handover } from '../src/handover/index.ts';
import type { FormField, PolicyPack } from '../src/knowledge/index.ts';
import type { Person } from '../src/orders/index.ts';
import type { HandoverWords } from './recognition/handoverWords.ts';
import type { MessageReader } from './recognition/messageReader.ts';
import type { Reading } from './recognition/reading.ts';
import type { DialogParts } from './shopContext.ts';
import type { TurnUnderstanding } from './turnUnderstanding.ts';

/** What a flow keeps between two messages: plain JSON, so that it survives restarts. */
export type FlowState = object;

/** One message of the customer, and all that a flow needs to answer it. */
export interface FlowTurn {
  readonly parts: DialogParts;
  readonly pack: PolicyPack;
  readonly conversation: string;
  readonly now: Date;
  readonly person: Person;
  readonly understanding: TurnUnderstanding;
  readonly reading: Reading;
  readonly reader: MessageReader;
  /** Anger, the wish to go back to the bot, ratings: looked for when asked. */
  readonly heard: HandoverWords;
  /** Who speaks in the conversation, with what this turn has changed; absent while only the bot ever did. */
  readonly handover?: Handover | undefined;
  /** Changes who speaks. Once somebody waits for a person, nothing more is sent in this turn. */
  changeHandover(next: Handover): void;
  /** Files that came with the message, as the channel stored them. */
  readonly attachments: readonly FiledEvidence[];
  /** Sends a message with the turn. */
  send(message: Partial<Activity>): Promise<void>;
  /** Keeps a record in the same step as the turn's messages. */
  record(list: string, value: object): void;
  /** What flows of this conversation leave for one another; plain JSON, kept with the conversation. */
  readonly memory: FlowMemory;
}

/** The order that the customer has proved to be theirs, and the return check that was decided last. */
export interface FlowMemory {
  proof?: { readonly at: number; readonly state: object; readonly customer?: ProvedCustomer };
  /** The question about a rule after which a return check was offered. */
  offer?: string;
  /** The last messages that no flow took, for a flow that a later one begins. */
  said?: readonly string[];
  lastCheck?: { readonly version: number; readonly state: object };
  /** Questions that the shop's text was silent on; the second one brings a person. */
  silent?: number;
  /** A person was offered in the message before. */
  humanOffer?: boolean;
  /** The customer called a handover off: from then on a person is offered, and sent for only when asked. */
  declinedHandover?: boolean;
  /** Number of the handover whose waiting customer was told that messages are kept. */
  receiptFor?: number;
  /** Answers given; the number of the ended handover that was dealt with; a rating was asked for. */
  answers?: number;
  endedHandover?: number;
  ratingAsked?: boolean;
  /** Ids of the answers that were rated by a client's own buttons; each counts once. */
  ratedAnswers?: string[];
  /** A complaint was offered, after a decision or a question about complaints. */
  complaintOffer?: { readonly decision?: string };
  /** The customer's words of a return check that was left for a complaint. */
  told?: readonly string[];
  /** Pictures that came before anything was said of them. */
  pictures?: { readonly at: number; readonly list: readonly FiledEvidence[] };
  /** A form that was left for something else. */
  parked?: {
    readonly flow: string;
    readonly version: number;
    readonly at: number;
    readonly state: object;
    /** The customer stopped it: it goes on only when they come back to it soon. */
    readonly calledOff?: boolean;
  };
  /** Name, address, e-mail and phone as the last form was told. */
  contact?: { readonly at: number; readonly values: { readonly [field in FormField]?: string } };
  /** What was filed last in this conversation. */
  filed?: {
    readonly at: number;
    readonly number: string;
    readonly kind: CaseKind;
    readonly draft: string;
    readonly email?: string;
  };
}

/** Who placed the order that was proved, as its record says: a form need not ask for it again. */
export interface ProvedCustomer {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly address?: string;
}

export type FlowStep<State extends FlowState> =
  /** The flow waits for the customer's next message. */
  | { readonly status: 'waiting'; readonly state: State }
  | { readonly status: 'ended' }
  /** The message was not for this flow: it ends, and the message is read as a new one. */
  | { readonly status: 'left' };

/**
 * One thing that customers get done over several messages (a return check, a complaint, a privacy request). To add one:
 * write it with its states, list it in flows.ts, put its sentences into the locales, and test it with scripts.
 */
export interface Flow<State extends FlowState = FlowState, Start = unknown> {
  readonly id: string;
  /** Raised when a state of before could be misread: such a state is dropped, and the customer is told. */
  readonly version: number;
  begin(turn: FlowTurn, start: Start): Promise<FlowStep<State>>;
  continue(turn: FlowTurn, state: State): Promise<FlowStep<State>>;
  /** What a state of an earlier version becomes; undefined, or no such function: it is dropped. */
  carryOver?(version: number | undefined, stored: object, now: Date): State | undefined;
  /** What the customer is about, in one line for an agent. */
  summary(state: State, parts: DialogParts): string;
}
