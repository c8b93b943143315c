import { setTimeout as pause } from 'node:timers/promises';
import { openDriver } from '../../src/storage/index.ts';
import { type Audit, audit, total } from '../support/audit.ts';
import { type ClientConversation, message, post, startConversation } from '../support/directLine.ts';
import { startPlatform } from '../support/platformServer.ts';
import { random } from '../support/random.ts';
import type { Store } from '../support/stores.ts';
import { type Supervisor, supervise } from '../support/supervisor.ts';
import { untilAnswered } from '../support/untilAnswered.ts';

export interface SoakOptions {
  readonly store: Store;
  readonly messages: number;
  readonly conversations: number;
  readonly kills: number;
  readonly seed: number;
  /** Conversations that are written in at the same time. */
  readonly atOnce: number;
}

export interface SoakResult extends Audit {
  readonly restarts: number;
  readonly seconds: number;
}

/**
 * Customers write in many conversations while the server is killed at random moments and started again. Each
 * customer repeats a message until it is accepted and only then writes the next; nobody waits for answers.
 */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const begun = performance.now();
  const platform = await startPlatform();
  const server = await supervise({ STORAGE_URL: options.store.url, PLATFORM_URL: platform.url, BURST_WAIT_MS: '15' });
  const chaos = new Chaos(server, options);
  const customers = await writeAll(server, chaos, options);
  await chaos.done();
  const driver = await openDriver(options.store.url);
  const audits: Audit[] = [];
  for (const { client, accepted } of customers) {
    await untilAnswered(driver, client.conversationId);
    audits.push(await audit(driver, client.conversationId, accepted));
  }
  await driver.close();
  await server.stop();
  await platform.close();
  return { ...total(audits), restarts: server.restarts(), seconds: (performance.now() - begun) / 1000 };
}

interface Customer {
  readonly client: ClientConversation;
  readonly accepted: string[];
}

async function writeAll(server: Supervisor, chaos: Chaos, options: SoakOptions): Promise<Customer[]> {
  const each = Math.ceil(options.messages / options.conversations);
  const customers: Customer[] = [];
  const lanes = Array.from({ length: options.atOnce }, async (_, lane) => {
    for (let number = lane; number < options.conversations; number += options.atOnce) {
      const customer = { client: await startConversation(server.url), accepted: [] as string[] };
      customers.push(customer);
      for (let i = 0; i < each; i++) {
        customer.accepted.push(await post(customer.client, message(`text ${i}`)));
        chaos.accepted();
      }
    }
  });
  await Promise.all(lanes);
  return customers;
}

/** Kills the server at random moments: after a random number of messages and a random few milliseconds. */
class Chaos {
  readonly #server: Supervisor;
  readonly #random: () => number;
  readonly #moments: number[];
  #accepted = 0;
  #kills: Promise<void> = Promise.resolve();

  constructor(server: Supervisor, { messages, kills, seed }: SoakOptions) {
    this.#server = server;
    this.#random = random(seed);
    this.#moments = Array.from({ length: kills }, () => Math.floor(this.#random() * messages * 0.98)).sort(
      (a, b) => a - b,
    );
  }

  /** Resolves when every kill so far has happened. */
  done(): Promise<void> {
    return this.#kills;
  }

  accepted(): void {
    this.#accepted += 1;
    if (this.#accepted <= (this.#moments[0] ?? Number.POSITIVE_INFINITY)) return;
    this.#moments.shift();
    const delay = this.#random() * 30;
    this.#kills = this.#kills.then(() => pause(delay)).then(() => this.#server.kill());
  }
}
