import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { callPlatform } from '../../src/channels/platformCall.ts';
import { freePort } from '../support/redisServer.ts';

/** A server in a thread of its own, which answers when this one stands still. */
const SERVER = `
const { parentPort } = require('node:worker_threads');
const { createServer } = require('node:http');
const server = createServer((req, res) => {
  if (req.url === '/never') return;
  if (req.url === '/breaks') return req.socket.destroy();
  setTimeout(() => res.end('{"ok":true}'), 300);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

async function withServer(test: (url: string) => Promise<void>): Promise<void> {
  const worker = new Worker(SERVER, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  await test(`http://127.0.0.1:${port}`).finally(() => worker.terminate());
}

it('reads an answer that came while this process stood still for longer than a call may take', () =>
  withServer(async (url) => {
    const called = callPlatform({ url: `${url}/`, body: {}, timeoutMs: 1000 });
    await pause(100);
    // Where commits to disk are made too: timers come next, and only then what has arrived.
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500));
    expect((await called).body).toEqual({ ok: true });
  }));

it('gives up after its time', () =>
  withServer(async (url) => {
    const called = callPlatform({ url: `${url}/never`, body: {}, timeoutMs: 200 });
    await expect(called).rejects.toMatchObject({ code: 'ChannelUnreachable', arrived: 'perhaps' });
  }));

it('tells a call that met nobody from one whose answer is missing', () =>
  withServer(async (url) => {
    const unheard = callPlatform({ url: `http://127.0.0.1:${await freePort()}/`, body: {} });
    await expect(unheard).rejects.toMatchObject({ code: 'ChannelUnreachable', arrived: 'no' });
    const cut = callPlatform({ url: `${url}/breaks`, body: {} });
    await expect(cut).rejects.toMatchObject({ code: 'ChannelUnreachable', arrived: 'perhaps' });
  }));
