import type { Citation } from '../knowledge/index.ts';

/** Why a question was not answered. `unknown`: no topic and no clause fits; the others name what was asked for. */
export type AbstentionReason =
  | 'unknown'
  | 'unmentioned'
  | 'product'
  | 'shop'
  | 'order'
  | 'person'
  | 'instructions'
  | 'bot'
  | 'account'
  | 'world'
  | 'rights';

/** A question as the shop's text answers it, or an honest abstention. Plain data; every sentence is the customer's. */
export type GroundedAnswer =
  | {
      readonly status: 'answered';
      readonly text: string;
      /** Best first, at most three; each verbatim. */
      readonly citations: readonly Citation[];
      /** Topics that were answered; empty when the text's own sentences answered. */
      readonly topics: readonly string[];
    }
  | {
      /** Two topics fit equally well: ask which one is meant. */
      readonly status: 'unclear';
      readonly text: string;
      readonly choices: readonly { readonly topic: string; readonly title: string }[];
    }
  | { readonly status: 'abstained'; readonly text: string; readonly reason: AbstentionReason };

/** Gives the sentence for a key with its values filled in; made from the locales by the caller. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;
