import { createHmac } from 'node:crypto';

/**
 * Names conversations and people of a platform without showing who they are: a keyed fingerprint of the account and
 * the person's id on it. A phone number cannot be guessed back from it, and stands in no id, address or log line.
 */
export class Addresses {
  readonly #key: string;
  readonly #channel: string;

  constructor(channel: string, key: string) {
    this.#channel = channel;
    this.#key = key;
  }

  /** The conversation of a person with one of our accounts. */
  conversation(account: string, person: string): string {
    return `${this.#channel}-${this.of('conversation', account, person)}`;
  }

  /** 22 characters, safe in addresses; different for every use. */
  of(use: string, ...parts: readonly string[]): string {
    const text = JSON.stringify([this.#channel, use, ...parts]);
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, 22);
  }

  /** The part of a conversation's id after the channel's name; nothing for an id of another channel. */
  opaque(conversation: string): string | undefined {
    const prefix = `${this.#channel}-`;
    const rest = conversation.startsWith(prefix) ? conversation.slice(prefix.length) : '';
    return /^[\w-]{22}$/u.test(rest) ? rest : undefined;
  }
}
