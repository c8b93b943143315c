import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { LiveSocket, type ReadOn } from '../../src/channels/liveSocket.ts';

const servers: WebSocketServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

interface Pair {
  readonly live: LiveSocket;
  readonly client: WebSocket;
  /** Our end as the package gives it. */
  readonly socket: WebSocket;
  readonly failures: unknown[];
}

/** A socket over the loopback: our end as a `LiveSocket`, the other one as a client has it. */
async function connected(readOn: (live: LiveSocket) => ReturnType<ReadOn>): Promise<Pair> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  servers.push(server);
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [[socket]] = await Promise.all([once(server, 'connection'), once(client, 'open')]);
  const failures: unknown[] = [];
  const live: LiveSocket = new LiveSocket(
    socket as WebSocket,
    () => readOn(live),
    (error) => failures.push(error),
  );
  return { live, client, socket: socket as WebSocket, failures };
}

it('reads once at a time, and misses nothing that came while it read', async () => {
  const source = ['a', 'b'];
  let place = 0;
  let running = 0;
  const { live, client } = await connected(async (socket) => {
    running += 1;
    expect(running).toBe(1);
    const page = source.slice(place, place + 1);
    place += page.length;
    if (page[0] === 'a') {
      source.push('c');
      socket.look();
    }
    await new Promise((done) => setImmediate(done));
    for (const text of page) socket.write({ text });
    running -= 1;
    return page.length > 0;
  });
  const got: string[] = [];
  client.on('message', (data) => got.push((JSON.parse(String(data)) as { text: string }).text));
  for (let i = 0; i < 5; i++) live.look();
  await expect.poll(() => got).toEqual(['a', 'b', 'c']);
  source.push('d');
  live.look();
  await expect.poll(() => got).toEqual(['a', 'b', 'c', 'd']);
});

it('closes when it cannot read, and when its client reads too slowly', async () => {
  const broken = await connected(() => Promise.reject(new Error('the store is away')));
  const brokenClosed = once(broken.client, 'close');
  broken.live.look();
  expect((await brokenClosed)[0]).toBe(1011);
  expect(broken.failures).toHaveLength(1);

  const piece = 'x'.repeat(4_000_000);
  const slow = await connected(async (socket) => {
    socket.write({ piece });
    return true;
  });
  slow.client.pause();
  const slowClosed = once(slow.client, 'close');
  slow.live.look();
  await expect.poll(() => slow.live.isOpen).toBe(false);
  slow.client.resume();
  expect((await slowClosed)[0]).toBe(1013);
});

it('cuts off who gives no sign of life, and nobody else', async () => {
  const { live, client, socket } = await connected(async () => false);
  for (let i = 0; i < 3; i++) {
    const ponged = once(socket, 'pong');
    expect(live.keepAlive()).toBe(true);
    await ponged;
  }
  client.pause();
  expect([live.keepAlive(), live.keepAlive()]).toEqual([true, false]);
  expect(live.isOpen).toBe(false);
});
