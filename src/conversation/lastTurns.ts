import type { Stored } from '../storage/index.ts';

/** What a turn that was committed here has left in the store. */
export interface LastTurn {
  /** Version of the documents that its commit wrote, `progress` among them; a version never comes back. */
  readonly version: number;
  /** The place in the log up to which nothing waits for an answer: its replies, where they follow what it answered. */
  readonly upTo: number;
  /** The bot's state, when the turn wrote it. */
  readonly state: Stored | undefined;
}

/** Conversations that are remembered; of more, the ones that rested longest are read from the store again. */
const MOST_KEPT = 1000;

/**
 * What this process knows of conversations because it stored it itself, so that their next turn need not fetch it again.
 * Only a hint for turns, which hold while `progress` still has the version that is told here; the commit of the turn
 * checks the version of everything that it rests on.
 */
export class LastTurns {
  readonly #kept = new Map<string, LastTurn>();

  remember(conversation: string, turn: LastTurn): void {
    this.#kept.delete(conversation);
    this.#kept.set(conversation, turn);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
  }

  /** Gives what is known away: a turn changes it, and remembers anew when it has been committed. */
  take(conversation: string): LastTurn | undefined {
    const known = this.#kept.get(conversation);
    this.#kept.delete(conversation);
    return known;
  }
}
