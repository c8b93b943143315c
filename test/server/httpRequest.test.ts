import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../src/server/httpRequest.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Arrival {
  readonly headers?: Record<string, string>;
  readonly from?: string;
  readonly trustProxy?: boolean;
}

function request(
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
  { headers = {}, from = '', trustProxy = false }: Arrival = {},
) {
  const req = Object.assign(Readable.from(pieces, { objectMode: false }), {
    headers,
    socket: { remoteAddress: from },
  });
  return readRequest(req as unknown as IncomingMessage, {}, { trustProxy, publicUrl: undefined });
}

describe('a body', () => {
  it('comes whole out of pieces of any size, and up to the limit', async () => {
    const sizes = [1, 5000, 0, 1, 90_000, 3];
    const pieces = sizes.map((size, index) => Buffer.alloc(size, index));
    const whole = Buffer.concat(pieces);
    expect((await request(pieces).body(whole.length)).equals(whole)).toBe(true);
    await expect(request(pieces).body(whole.length - 1)).rejects.toMatchObject({ status: 413 });
    expect(await request([]).body(10)).toHaveLength(0);
  });

  it('costs no more memory when it comes byte by byte', async () => {
    let grown = 0;
    async function* bytes() {
      collect();
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < 300_000; i++) {
        // Node frees what it has read when a turn of its loop ends, as they do while a network brings the bytes.
        if (i % 1000 === 0) await setImmediate();
        yield Buffer.from('a');
      }
      await setImmediate();
      collect();
      grown = process.memoryUsage().heapUsed - before;
    }
    expect(await request(bytes()).body(1_000_000)).toHaveLength(300_000);
    expect(grown).toBeLessThan(10_000_000);
  });
});

describe('the address that a caller is counted by', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:1234', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::1]:1234', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::1]', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
    ['[', '['],
  ])('of %s is %s, seen by us or by our proxy', (written, counted) => {
    expect(request([], { from: written }).address).toBe(counted);
    const headers = { 'x-forwarded-for': `198.51.100.1, ${written}` };
    expect(request([], { headers, from: '127.0.0.1', trustProxy: true }).address).toBe(counted);
  });
});
