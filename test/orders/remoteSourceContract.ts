import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OrderSource, OrderSourceError } from '../../src/orders/orderSource.ts';
import type { RemoteOptions } from '../../src/orders/sources/remoteOptions.ts';
import { NOW, ORDERS, SHOP, type ShopOrder, VOCABULARY } from '../support/shopOrders.ts';
import type { ShopServer, Trouble } from '../support/shopServer.ts';

export interface RemoteDescriptor {
  readonly name: string;
  readonly secret: string;
  start(orders: readonly ShopOrder[]): Promise<ShopServer>;
  create(options: RemoteOptions): OrderSource;
  /** The header that carries the credentials. */
  readonly secretHeader: string;
}

/** Waits are the clock's; only a request's own limit runs in real time, and is short where a server hangs. */
const BOUNDS = {
  timeoutMs: 4000,
  totalMs: 5000,
  attempts: 3,
  firstWaitMs: 250,
  longestWaitMs: 3000,
  mostBytes: 100_000,
};

/** How every client of a platform behaves towards a server that has troubles. */
export function remoteSourceContract(descriptor: RemoteDescriptor): void {
  describe(`${descriptor.name} with troubles`, () => {
    let server: ShopServer;
    let source: OrderSource;
    let clock: number;
    let waits: number[];
    const create = (options: Partial<RemoteOptions> = {}) =>
      descriptor.create({
        shop: SHOP,
        url: server.url,
        secret: descriptor.secret,
        vocabulary: VOCABULARY,
        now: () => clock,
        sleep: async (ms) => {
          waits.push(ms);
          clock += ms;
        },
        bounds: BOUNDS,
        ...options,
      });

    beforeEach(async () => {
      server = await descriptor.start(ORDERS);
      [clock, waits] = [NOW, []];
      source = create();
    });
    afterEach(async () => {
      await source.close();
      await server.close();
    });

    const troubled = (...troubles: Trouble[]) => server.troubles.push(...troubles);
    const asked = () => source.findByContact({ kind: 'email', value: 'many@example.com' }, { limit: 3 });
    const failure = async (action: Promise<unknown>): Promise<OrderSourceError> => {
      const error = await action.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(OrderSourceError);
      return error as OrderSourceError;
    };

    it('sends the credentials in a header and nowhere else', async () => {
      await asked();
      await source.findByNumber('1001');
      for (const request of server.requests) {
        expect(request.headers[descriptor.secretHeader]).toBeTruthy();
        expect(decodeURIComponent(request.url.href)).not.toContain(descriptor.secret);
        expect(request.url.href).not.toMatch(/consumer_key|consumer_secret|token/);
        expect(JSON.stringify(request.body ?? '')).not.toContain(descriptor.secret);
      }
    });

    it('says that wrong credentials are refused, without showing them, and does not try again', async () => {
      source = create({ secret: 'wrong_secret_value:x' });
      const error = await failure(source.findByNumber('2001'));
      expect(error).toMatchObject({ code: 'refused', status: 401 });
      expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toMatch(/wrong_secret|2001|127\.0\.0\.1/);
      expect(waits).toEqual([]);
    });

    it('says that a wrong address has no orders behind it', async () => {
      troubled({ status: 404, body: { message: 'Not found' } });
      expect(await failure(asked())).toMatchObject({ code: 'refused', status: 404 });
    });

    it('does not follow a redirect, which would hand over the credentials', async () => {
      const elsewhere = await descriptor.start(ORDERS);
      troubled({ status: 302, headers: { location: `${elsewhere.url}/orders` } });
      expect(await failure(asked())).toMatchObject({ code: 'refused', status: 302 });
      expect(elsewhere.requests).toEqual([]);
      await elsewhere.close();
    });

    it('waits as long as the platform asks, then asks again', async () => {
      troubled({ status: 429, headers: { 'retry-after': '2' } });
      expect((await asked()).orders).toHaveLength(3);
      expect(waits).toEqual([2000]);
    });

    it('understands a date in Retry-After', async () => {
      troubled({ status: 429, headers: { 'retry-after': new Date(NOW + 1000).toUTCString() } });
      await asked();
      expect(waits).toEqual([1000]);
    });

    it('does not let a customer wait longer than the bound: says when to come back', async () => {
      troubled({ status: 429, headers: { 'retry-after': '3600' } });
      expect(await failure(asked())).toMatchObject({ code: 'limited', retryAfterMs: 3_600_000 });
      expect(waits).toEqual([]);
    });

    it('gives up when the platform keeps asking for patience', async () => {
      const slow = { status: 429, headers: { 'retry-after': '1' } };
      troubled(slow, slow, slow);
      expect(await failure(asked())).toMatchObject({ code: 'limited' });
      expect(server.requests).toHaveLength(3);
    });

    it('tries again after a server error, waiting longer each time', async () => {
      troubled({ status: 500 }, { status: 503 });
      expect((await asked()).orders).toHaveLength(3);
      expect(waits).toEqual([250, 500]);
    });

    it('gives up after three server errors', async () => {
      troubled({ status: 500 }, { status: 500 }, { status: 502 });
      expect(await failure(asked())).toMatchObject({ code: 'unreachable' });
      expect(server.requests).toHaveLength(3);
    });

    it('gives up on a server that does not answer, or stops in the middle', async () => {
      source = create({ bounds: { ...BOUNDS, timeoutMs: 60 } });
      troubled('hang', 'hang in the middle', 'break');
      expect(await failure(asked())).toMatchObject({ code: 'unreachable' });
    });

    it('recovers from a broken connection', async () => {
      troubled('break');
      expect((await asked()).orders).toHaveLength(3);
    });

    it('ends within the total time, whatever the number of attempts', async () => {
      source = create({ bounds: { ...BOUNDS, attempts: 100, totalMs: 2000 } });
      troubled(...Array.from({ length: 100 }, () => ({ status: 500 })));
      await failure(asked());
      expect(clock - NOW).toBeLessThanOrEqual(2000);
    });

    it('calls an answer that is no JSON, or none of orders, malformed, and quotes nothing of it', async () => {
      for (const body of ['<html>0600000777</html>', '{"data":', [{ phone: '0600000777' }], { data: 1 }, 'null']) {
        troubled({ body });
        const error = await failure(asked());
        expect(error).toMatchObject({ code: 'malformed' });
        expect(`${error.message}${String(error.cause)}`).not.toContain('0600000777');
      }
    });

    it('reads no more than an answer may have', async () => {
      troubled({ body: ' '.repeat(200_000) });
      expect(await failure(asked())).toMatchObject({ code: 'malformed' });
    });

    it('says that nobody answers when there is no server', async () => {
      await server.close();
      expect(await failure(asked())).toMatchObject({ code: 'unreachable' });
      server = await descriptor.start(ORDERS);
    });
  });
}
