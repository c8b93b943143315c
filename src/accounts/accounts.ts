import type { Driver, Put, RankedOptions } from '../storage/index.ts';
import { type Account, type Role, readEmail } from './account.ts';
import { Passwords } from './passwords.ts';

export interface AccountsOptions {
  readonly driver: Driver;
  readonly passwords?: Passwords;
  readonly now: () => number;
  readonly newId: () => string;
}

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly shops: readonly string[];
}

export type Created =
  | { readonly status: 'created'; readonly account: Account }
  /** There is an account with this e-mail. */
  | { readonly status: 'taken' };

const PARTITION = 'accounts';
/** The topic that tells the id of an account whose rights or sessions changed. */
const TOPIC = 'accounts';
const MOST_CONFLICTS = 20;

/**
 * The accounts of agents and supervisors, all in one partition, so that an e-mail belongs to one account only:
 * documents `account:<id>` and `email:<e-mail>`, index `accounts` in the order of their making.
 */
export class Accounts {
  readonly passwords: Passwords;
  readonly #options: AccountsOptions;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.passwords = options.passwords ?? new Passwords();
  }

  async create(made: NewAccount): Promise<Created> {
    const { driver, now, newId } = this.#options;
    const id = newId();
    const email = readEmail(made.email);
    const account: Account = {
      ...made,
      id,
      email,
      disabled: false,
      createdAt: new Date(now()).toISOString(),
      generation: 1,
    };
    const result = await driver.commit({
      partition: PARTITION,
      puts: [
        { key: `email:${email}`, value: id, expect: 0 },
        { key: `account:${id}`, value: account, expect: 0 },
      ],
      ranks: [{ index: 'accounts', member: id, order: now() }],
    });
    if (result.status === 'committed') return { status: 'created', account };
    // A commit may be sent twice when a connection breaks: then it is our own account that stands there.
    const ours = result.status === 'conflict' && result.current?.value === id;
    return ours ? { status: 'created', account } : { status: 'taken' };
  }

  async get(id: string): Promise<Account | undefined> {
    const stored = await this.#options.driver.get(PARTITION, `account:${id}`);
    return stored?.value as Account | undefined;
  }

  async byEmail(email: string): Promise<Account | undefined> {
    const stored = await this.#options.driver.get(PARTITION, `email:${readEmail(email)}`);
    return stored && this.get(String(stored.value));
  }

  /** A page of accounts, oldest first; `next` is what to give as `after`. */
  async list(page: { after?: string; limit: number }): Promise<{ items: Account[]; next?: string }> {
    const options: RankedOptions = {
      limit: page.limit,
      ...(page.after !== undefined && { after: cursor(page.after) }),
    };
    const ranked = await this.#options.driver.ranked(PARTITION, 'accounts', options);
    const found = await Promise.all(ranked.map(({ member }) => this.get(member)));
    const last = ranked.length === page.limit ? ranked.at(-1) : undefined;
    return {
      items: found.filter((account) => account !== undefined),
      ...(last && { next: `${last.order}:${last.member}` }),
    };
  }

  /** Is there nobody yet? Then the first account may be made by whoever started the server. */
  async none(): Promise<boolean> {
    return (await this.#options.driver.ranked(PARTITION, 'accounts', { limit: 1 })).length === 0;
  }

  /** Changes rights; whoever loses any of them loses their sessions in the same step. */
  change(
    id: string,
    changes: Partial<Pick<Account, 'name' | 'role' | 'shops' | 'disabled'>>,
  ): Promise<Account | undefined> {
    const rights = changes.role !== undefined || changes.shops !== undefined || changes.disabled !== undefined;
    return this.#update(id, (account) => ({
      ...account,
      ...changes,
      generation: account.generation + (rights ? 1 : 0),
    }));
  }

  /** Sets a new password and ends every session that was opened with the old one. */
  async setPassword(id: string, password: string): Promise<Account | undefined> {
    const hash = await this.passwords.hash(password);
    return this.#update(id, (account) => ({ ...account, password: hash, generation: account.generation + 1 }));
  }

  /** Takes the password away and ends every session: only a one-time link leads in again. */
  clearPassword(id: string): Promise<Account | undefined> {
    return this.#update(id, ({ password: _gone, ...account }) => ({ ...account, generation: account.generation + 1 }));
  }

  /** The same password at today's cost: ends no session. */
  async rehash(id: string, password: string): Promise<void> {
    const hash = await this.passwords.hash(password);
    await this.#update(id, (account) => ({ ...account, password: hash }));
  }

  /** Ends all sessions of an account. */
  endSessions(id: string): Promise<Account | undefined> {
    return this.#update(id, (account) => ({ ...account, generation: account.generation + 1 }));
  }

  /** Calls back with the id of each account whose rights or sessions change, in this process or another. */
  watch(onChange: (id: string) => void): Promise<() => Promise<void>> {
    return this.#options.driver.subscribe(TOPIC, onChange);
  }

  /** Tells everybody who serves this account to look at its rights again. */
  async tell(id: string): Promise<void> {
    await this.#options.driver.publish(TOPIC, id);
  }

  async #update(id: string, change: (account: Account) => Account): Promise<Account | undefined> {
    const { driver } = this.#options;
    for (let conflict = 0; conflict < MOST_CONFLICTS; conflict += 1) {
      const stored = await driver.get(PARTITION, `account:${id}`);
      if (!stored) return undefined;
      const account = change(stored.value as Account);
      const put: Put = { key: `account:${id}`, value: account, expect: stored.version };
      const notices = [{ topic: TOPIC, message: id }];
      const result = await driver.commit({ partition: PARTITION, puts: [put], notices });
      if (result.status === 'committed') return account;
    }
    throw new Error(`account ${id} is being changed by too many at once: try again`);
  }
}

function cursor(after: string): { order: number; member: string } {
  const colon = after.indexOf(':');
  return { order: Number(after.slice(0, colon)), member: after.slice(colon + 1) };
}
