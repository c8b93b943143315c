import { randomInt, randomUUID } from 'node:crypto';
import { AttemptLimits, KeyedHash, storedHash } from '../attempts/index.ts';
import { errorFields, type Log } from '../log.ts';
import type { Driver } from '../storage/index.ts';
import { readPhone } from './contact.ts';
import type { Order } from './order.ts';
import { type OrderSource, OrderSourceError } from './orderSource.ts';
import { CODE_DIGITS, Codes } from './proof/codes.ts';
import { CODE_LIFE_MS, CODE_TRIES, PROOF_LIMITS, type ProofLimits } from './proof/proofLimits.ts';
import type {
  CodeRequest,
  CodeRequestResult,
  ProofRequest,
  ProofResult,
  RedeemRequest,
  RedeemResult,
  Unavailable,
} from './proof/proofRequest.ts';
import { type CodeParts, redeemCode, requestCode } from './proof/proveByCode.ts';
import { ownedBy, proveByContact } from './proof/proveByContact.ts';

/** A code on its way to the e-mail of an order. */
export interface CodeMail {
  readonly shop: string;
  readonly to: string;
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

export interface OrdersOptions {
  /** One source per shop id. A shop without one gets `unavailable`. */
  readonly sources: ReadonlyMap<string, OrderSource>;
  /** The shared store: limits and codes hold over all processes that use it. */
  readonly driver: Driver;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  /** Sends a code (`createCodeMailer`). Without it codes are `unavailable`. */
  readonly sendCode?: (mail: CodeMail) => Promise<void>;
  readonly limits?: Partial<ProofLimits>;
  /** Fingerprints what is stored; made once and kept in the store when absent. */
  readonly secret?: string;
  /** Six digits that nobody can foresee. */
  readonly newCode?: () => string;
  readonly newId?: () => string;
}

export interface VerifiedRequest {
  readonly shop: string;
  /** A phone that the channel has verified, in any form. */
  readonly verifiedPhone: string;
  /** 10 by default, at most 50. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export type VerifiedResult =
  | { readonly status: 'found'; readonly orders: readonly Order[]; readonly next?: string }
  | { readonly status: 'incomplete'; readonly needs: 'contact' }
  | Unavailable;

/** A shop's orders for dialogs: shown only after proof. Outcomes are values; only faults of the store are thrown. */
export interface Orders {
  /** Proof by number and e-mail or phone, or by number and verified phone. */
  prove(request: ProofRequest): Promise<ProofResult>;
  /** Sends a one-time code by e-mail. */
  requestCode(request: CodeRequest): Promise<CodeRequestResult>;
  /** Proof by that code, from the same person and for the same purpose. */
  redeemCode(request: RedeemRequest): Promise<RedeemResult>;
  /** The orders of a phone that the channel has verified, newest first. */
  verifiedOrders(request: VerifiedRequest): Promise<VerifiedResult>;
  /** Can a code be sent at all? */
  readonly sendsCodes: boolean;
  /** Resolves when no mail is under way. */
  settled(): Promise<void>;
  /** Waits for mails under way and closes the sources. */
  close(): Promise<void>;
}

/** Puts sources, limits and codes together. */
export function createOrders(options: OrdersOptions): Orders {
  return new ShopOrders(options);
}

class ShopOrders implements Orders {
  readonly sendsCodes: boolean;
  readonly #options: OrdersOptions;
  readonly #mails = new Set<Promise<void>>();
  #parts: Promise<CodeParts> | undefined;

  constructor(options: OrdersOptions) {
    this.#options = options;
    this.sendsCodes = options.sendCode !== undefined;
  }

  prove(request: ProofRequest): Promise<ProofResult> {
    return this.#with(request.shop, 'order proof', async (source) => {
      return proveByContact(request, source, await this.#theParts());
    });
  }

  async requestCode(request: CodeRequest): Promise<CodeRequestResult> {
    if (!this.sendsCodes) return { status: 'unavailable' };
    return this.#with(request.shop, 'order code requested', async (source) => {
      return requestCode(request, source, await this.#theParts());
    });
  }

  async redeemCode(request: RedeemRequest): Promise<RedeemResult> {
    if (!this.sendsCodes) return { status: 'unavailable' };
    return this.#with(request.shop, 'order code redeemed', async (source) => {
      return redeemCode(request, source, await this.#theParts());
    });
  }

  verifiedOrders(request: VerifiedRequest): Promise<VerifiedResult> {
    return this.#with<VerifiedResult>(request.shop, 'orders of verified phone', async (source) => {
      const phone = readPhone(request.verifiedPhone);
      if (!phone) return { status: 'incomplete', needs: 'contact' };
      const { limit = 10, after } = request;
      const page = await source.findByContact(phone, { limit, ...(after !== undefined && { after }) });
      const { hash } = await this.#theParts();
      const theirs = page.orders.filter((order) => ownedBy([order], phone, hash));
      const orders = await Promise.all(theirs.map((order) => order.open()));
      return { status: 'found', orders, ...(page.next !== undefined && { next: page.next }) };
    });
  }

  async settled(): Promise<void> {
    while (this.#mails.size > 0) await Promise.all(this.#mails);
  }

  async close(): Promise<void> {
    await this.settled();
    await Promise.all([...this.#options.sources.values()].map((source) => source.close()));
  }

  /** Asks a shop's source; that it cannot be read is an outcome, logged without anything of an order. */
  async #with<R extends { readonly status: string }>(
    shop: string,
    event: string,
    ask: (source: OrderSource) => Promise<R>,
  ): Promise<R | Unavailable> {
    const { sources, log } = this.#options;
    const source = sources.get(shop);
    if (!source) return { status: 'unavailable' };
    try {
      const result = await ask(source);
      log.info(event, { shop, source: source.name, status: result.status });
      return result;
    } catch (error) {
      if (!(error instanceof OrderSourceError)) throw error;
      const { code, status, retryAfterMs } = error;
      log.error('orders unavailable', { shop, source: source.name, code, status, retryAfterMs });
      return { status: 'unavailable', ...(retryAfterMs !== undefined && { retryAfterMs }) };
    }
  }

  #theParts(): Promise<CodeParts> {
    this.#parts ??= this.#makeParts().catch((error: unknown) => {
      this.#parts = undefined;
      throw error;
    });
    return this.#parts;
  }

  async #makeParts(): Promise<CodeParts> {
    const { driver, now, secret, newId = randomUUID, newCode = randomCode } = this.#options;
    const hash = secret === undefined ? await storedHash(driver, 'ordersSecret') : new KeyedHash(secret);
    const limits = new AttemptLimits({
      driver,
      partition: 'orders:attempts',
      limits: { ...PROOF_LIMITS, ...this.#options.limits },
      now,
      newId,
    });
    const codes = new Codes({ driver, hash, now, newId, lifeMs: CODE_LIFE_MS, mostTries: CODE_TRIES });
    return { limits, hash, codes, newCode, send: (mail) => this.#send(mail) };
  }

  #send(mail: CodeMail): void {
    const { sendCode, log } = this.#options;
    const sending = (async () => sendCode?.(mail))()
      .catch((error: unknown) => log.error('code not sent', { shop: mail.shop, ...errorFields(error) }))
      .then(() => {
        this.#mails.delete(sending);
      });
    this.#mails.add(sending);
  }
}

function randomCode(): string {
  return String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
}
