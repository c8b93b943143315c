import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Driver } from '../storage/index.ts';

/**
 * Fingerprints under a secret, so that what is stored about attempts holds no order number, phone or e-mail that could
 * be guessed back from it.
 */
export class KeyedHash {
  readonly #secret: Buffer;

  constructor(secret: string) {
    this.#secret = Buffer.from(secret, 'utf8');
  }

  /** 32 hexadecimal digits. The parts are kept apart: `['a', 'bc']` and `['ab', 'c']` differ. */
  of(...parts: readonly string[]): string {
    return this.#digest(parts).toString('hex').slice(0, 32);
  }

  /** Compares without telling by its time how much was right. */
  same(a: string, b: string): boolean {
    return timingSafeEqual(this.#digest([a]), this.#digest([b]));
  }

  #digest(parts: readonly string[]): Buffer {
    return createHmac('sha256', this.#secret).update(JSON.stringify(parts)).digest();
  }
}

/** The secret of this name that the first process made and every other finds, so that limits outlive restarts. */
export async function storedHash(driver: Driver, name: string): Promise<KeyedHash> {
  const value = randomBytes(32).toString('base64url');
  const result = await driver.commit({ partition: 'settings', puts: [{ key: name, value, expect: 0 }] });
  return new KeyedHash(result.status === 'conflict' ? String(result.current?.value) : value);
}
