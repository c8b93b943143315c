import type { Activity, StoreItems } from 'botbuilder';
import type { Handover } from '../../src/handover/index.ts';
import type { BotTurn } from '../bot.ts';
import type { DialogParts } from '../shopContext.ts';

/** What a bot thread is started with. */
export interface ThreadData {
  /** The knowledge folder, and where its compiled form is kept; see `openCompiledKnowledge`. */
  readonly root: string;
  readonly cache: string;
}

/** The parts that the server has; a thread reaches them by calls. */
export interface ServerParts {
  readonly orders?: { readonly sendsCodes: boolean };
  readonly complaints: boolean;
  readonly handovers: boolean;
}

/** What a turn is about, without the functions of `BotTurn`. */
export type GivenTurn = Pick<BotTurn, 'shop' | 'now' | 'conversation' | 'handover'>;

export interface TurnOrder {
  readonly kind: 'turn';
  readonly turn: number;
  readonly activity: Activity;
  readonly given: GivenTurn;
  /** The conversation's state, by the one key under which botbuilder keeps it. */
  readonly state: StoreItems;
}

/** What the bot said and wants kept, to be stored in one step by whoever sent the order. */
export interface TurnOutcome {
  readonly sent: Partial<Activity>[];
  readonly changes: StoreItems;
  readonly deleted: readonly string[];
  readonly records: readonly { readonly list: string; readonly value: object }[];
  readonly handover?: Handover;
}

/** An error as it crosses to another thread. */
export interface CrossingError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
}

/** The parts of the server that a thread may call, with their methods. */
export const CALLABLE = {
  orders: ['prove', 'requestCode', 'redeemCode', 'verifiedOrders'],
  complaints: ['reserve', 'status', 'get'],
  handovers: ['plan', 'position', 'initiation'],
} as const satisfies { [P in 'orders' | 'complaints' | 'handovers']: readonly (keyof NonNullable<DialogParts[P]>)[] };

export type CalledPart = keyof typeof CALLABLE;

export type ToThread =
  /** The first message: the knowledge is compiled, and the server has these parts. */
  | { readonly kind: 'begin'; readonly has: ServerParts }
  | TurnOrder
  | { readonly kind: 'returned'; readonly call: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly call: number; readonly error: CrossingError }
  | { readonly kind: 'ping' };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'pong' }
  | { readonly kind: 'done'; readonly turn: number; readonly outcome: TurnOutcome }
  | { readonly kind: 'failed'; readonly turn: number; readonly error: CrossingError }
  | {
      readonly kind: 'call';
      readonly call: number;
      readonly part: CalledPart;
      readonly method: string;
      readonly args: readonly unknown[];
    };

/** Takes an error apart for the way to another thread. */
export function takeApart(error: unknown): CrossingError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const code = (error as { code?: unknown }).code;
  const known = typeof code === 'string' || typeof code === 'number';
  return { name, message, ...(known && { code }), ...(stack !== undefined && { stack }) };
}

/** Puts it together again, with the name, code and place that logs show. */
export function putTogether({ message, ...fields }: CrossingError): Error {
  return Object.assign(new Error(message), fields);
}
