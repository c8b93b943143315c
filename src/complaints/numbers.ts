import type { KeyedHash } from '../attempts/index.ts';
import type { Driver } from '../storage/index.ts';
import { complaintNumber } from './complaintNumber.ts';

/** A form's draft that is about to be filed. */
export interface Draft {
  readonly shop: string;
  readonly conversation: string;
  readonly draft: string;
}

const PARTITION = 'complaint-numbers';
const MOST_TRIES = 50;

/**
 * Gives numbers to drafts. The number follows from the draft under a secret, so a turn that is run again asks for the
 * same one, and nobody can guess the next; one claim makes it unique over all shops and processes. A claim stays for
 * good, even when its complaint is erased: a number that was told never comes to mean something else.
 */
export class Numbers {
  readonly #driver: Driver;
  readonly #hash: () => Promise<KeyedHash>;

  constructor(driver: Driver, hash: () => Promise<KeyedHash>) {
    this.#driver = driver;
    this.#hash = hash;
  }

  async reserve({ shop, conversation, draft }: Draft): Promise<string> {
    const hash = await this.#hash();
    const owner = hash.of('draft', shop, conversation, draft);
    for (let tried = 0; tried < MOST_TRIES; tried += 1) {
      const number = complaintNumber(shop, hash.of('number', owner, String(tried)));
      const put = { key: number, value: { owner }, expect: 0 };
      const result = await this.#driver.commit({ partition: PARTITION, puts: [put] });
      if (result.status === 'committed') return number;
      const current = result.status === 'conflict' ? result.current?.value : undefined;
      if ((current as { owner?: string } | undefined)?.owner === owner) return number;
    }
    throw new Error(`no free complaint number after ${MOST_TRIES} tries`);
  }

  /** Marks the number of a complaint that is being deleted: what a turn once filed under it is not filed again. */
  async retire(number: string): Promise<void> {
    await this.#driver.commit({ partition: PARTITION, puts: [{ key: number, value: { retired: true } }] });
  }

  async isRetired(number: string): Promise<boolean> {
    const claim = await this.#driver.get(PARTITION, number);
    return (claim?.value as { retired?: boolean } | undefined)?.retired === true;
  }
}
