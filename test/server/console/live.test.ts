import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type AgentClient, type ConsoleDesk, startConsole } from '../../support/consoleDesk.ts';
import { message, post, startConversation } from '../../support/directLine.ts';
import { type RedisServer, startRedis } from '../../support/redisServer.ts';

interface Frame {
  readonly seq?: number;
  readonly events?: readonly { seq?: number; type: string; conversation?: string }[];
  readonly reset?: boolean;
}

/** A console's socket: what it was told so far, and how the server refused or ended it. */
class Listener {
  readonly frames: Frame[] = [];
  readonly socket: WebSocket;
  readonly refused: Promise<number>;

  constructor(url: string, headers: Record<string, string>, after?: number) {
    const address = `${url.replace('http', 'ws')}/console/api/stream${after === undefined ? '' : `?after=${after}`}`;
    this.socket = new WebSocket(address, { headers });
    this.socket.on('message', (data) => this.frames.push(JSON.parse(String(data)) as Frame));
    this.refused = new Promise((resolve) => {
      this.socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      this.socket.on('error', () => undefined);
    });
  }

  get events() {
    return this.frames.flatMap(({ events = [] }) => events);
  }

  get last(): number {
    return Math.max(0, ...this.frames.map(({ seq = 0 }) => seq));
  }

  cut(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.terminate();
    });
  }
}

describe('the live stream', () => {
  let redis: RedisServer;
  let here: ConsoleDesk;
  let there: ConsoleDesk;
  let amal: AgentClient;
  beforeAll(async () => {
    redis = await startRedis();
    here = await startConsole({ env: { STORAGE_URL: redis.url } });
    there = await startConsole({ env: { STORAGE_URL: redis.url } });
    amal = await here.agent('amal', ['xiaomi-ma']);
  });
  afterAll(async () => {
    await here.stop();
    await there.stop();
    await redis.stop();
  });

  it('opens only for a page of ours with a session', async () => {
    const { origin: _origin, ...program } = amal.headers;
    const refusals: [Record<string, string>, number][] = [
      [{ ...amal.headers, origin: 'https://evil.example' }, 403],
      [{ ...amal.headers, cookie: `sanad_session=${amal.id}.${'x'.repeat(43)}` }, 401],
      [{ origin: here.url }, 401],
    ];
    for (const [headers, status] of refusals) expect(await new Listener(here.url, headers).refused).toBe(status);
    const opened = new Listener(here.url, program);
    await expect.poll(() => opened.frames).toHaveLength(1);
    expect(opened.frames[0]).toEqual({ seq: expect.any(Number) });
    await opened.cut();
  });

  it('tells of every conversation once and in order, over two processes, however often it is cut', async () => {
    const { seq: from = 0 } = await amal.read<{ seq: number }>('/events');
    const seen: { seq?: number; conversation?: string }[] = [];
    const wanted: string[] = [];
    let after = from;
    for (let cut = 0; cut < 6; cut++) {
      const desk = cut % 2 ? here : there;
      const listener = new Listener(desk.url, { ...amal.headers, origin: desk.url }, after);
      for (let i = 0; i < 4; i++) {
        const customer = await startConversation((i % 2 ? here : there).url, 'xiaomi-ma');
        wanted.push(customer.conversationId);
        await post(customer, message(`${cut} ${i}`));
      }
      await expect.poll(() => listener.events.length, { timeout: 10_000 }).toBeGreaterThan(0);
      await listener.cut();
      seen.push(...listener.events);
      after = Math.max(after, listener.last);
    }
    const rest = new Listener(here.url, amal.headers, after);
    const ids = () => new Set([...seen, ...rest.events].map(({ conversation }) => conversation));
    await expect.poll(() => wanted.filter((id) => !ids().has(id)), { timeout: 10_000 }).toEqual([]);
    const numbers = [...seen, ...rest.events].flatMap(({ seq }) => seq ?? []);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    const polled = await amal.read<Frame>(`/events?after=${from}`);
    const told = [...seen, ...rest.events].filter(({ seq = 0 }) => seq <= (polled.seq ?? 0));
    expect(polled.events?.map(({ seq }) => seq)).toEqual(told.map(({ seq }) => seq));
    await rest.cut();
  });

  it('tells nothing of another shop, and goes on past it', async () => {
    const stranger = await here.agent('salim', ['village-ma']);
    const { seq = 0 } = await stranger.read<Frame>('/events');
    const listener = new Listener(here.url, stranger.headers, seq);
    await post(await startConversation(here.url, 'xiaomi-ma'), message('private'));
    const own = await startConversation(here.url, 'village-ma');
    await post(own, message('mine'));
    await expect.poll(() => listener.events.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(new Set(listener.events.map(({ conversation }) => conversation))).toEqual(new Set([own.conversationId]));
    expect(JSON.stringify(listener.frames)).not.toContain('xiaomi');
    await listener.cut();
  });

  it('tells that a customer is typing, to the agents of that shop', async () => {
    const salim = await there.agent('sami', ['village-ma']);
    const [own, other] = [
      new Listener(there.url, { ...amal.headers, origin: there.url }),
      new Listener(there.url, salim.headers),
    ];
    await expect.poll(() => own.frames.length + other.frames.length).toBe(2);
    const customer = await startConversation(here.url, 'xiaomi-ma');
    await post(customer, { type: 'typing', from: { id: 'customer' } });
    const conversation = customer.conversationId;
    await expect.poll(() => own.events).toContainEqual({ type: 'typing', conversation, by: 'customer' });
    expect(other.events).toEqual([]);
    await own.cut();
    await other.cut();
  });

  it('tells whoever was away too long to read anew', async () => {
    const listener = new Listener(here.url, amal.headers, 1_000_000);
    await expect.poll(() => listener.frames).toHaveLength(1);
    expect(listener.frames[0]).toMatchObject({ reset: true });
    await listener.cut();
  });

  it('ends when the account is disabled in another process', async () => {
    const omar = await here.agent('omar', ['xiaomi-ma']);
    const listener = new Listener(here.url, omar.headers);
    await expect.poll(() => listener.frames).toHaveLength(1);
    const closed = new Promise<number>((resolve) => listener.socket.once('close', resolve));
    await there.console.parts.accounts.change(omar.id, { disabled: true });
    expect(await closed).toBe(4401);
  });
});
