import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ChannelActivity } from '../../../src/channels/activity.ts';
import { KEEP_ALIVE_MS } from '../../../src/channels/liveSocket.ts';
import type { TurnHandler } from '../../../src/conversation/index.ts';
import { type ClientConversation, message, post, startConversation } from '../../support/directLine.ts';
import { startRedis } from '../../support/redisServer.ts';
import { openLink } from '../../support/tcpLink.ts';
import { startTestApp, type TestApp } from '../../support/testApp.ts';

/** Answers every message, shows that it types before, and greets nobody. */
const typingEcho: TurnHandler = async (context) => {
  if (context.activity.type !== 'message') return;
  await context.sendActivity({ type: 'typing' });
  await context.sendActivity(`re ${context.activity.text}`);
};

interface Frame {
  readonly activities: ChannelActivity[];
  readonly watermark?: string;
}

/** A socket as a Direct Line client has it: it keeps what came and the last watermark. */
class Client {
  readonly socket: WebSocket;
  readonly frames: Frame[] = [];
  /** Frames with nothing in them. */
  empty = 0;
  readonly closed: Promise<number>;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data) => {
      if (data.toString() === '') this.empty += 1;
      else this.frames.push(JSON.parse(data.toString()));
    });
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
  }

  messages(): string[] {
    return this.frames
      .flatMap((frame) => frame.activities)
      .flatMap((one) => (one.type === 'message' ? String(one.text) : []));
  }

  get watermark(): string {
    return this.frames.findLast((frame) => frame.watermark !== undefined)?.watermark ?? '';
  }

  async saw(count: number): Promise<string[]> {
    await vi.waitUntil(() => this.messages().length >= count);
    return this.messages();
  }

  /** The status that refused the upgrade. */
  refused(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      this.socket.on('open', () => reject(new Error('the socket was opened')));
    });
  }
}

describe('the stream', () => {
  let app: TestApp;
  let now = 1_795_000_000_000;
  const clients: Client[] = [];
  const connect = (url: string, headers?: Record<string, string>) => {
    const client = new Client(url, headers);
    clients.push(client);
    return client;
  };
  const reconnect = async (conversation: ClientConversation, watermark: string) => {
    const response = await fetch(
      `${app.url}/v3/directline/conversations/${conversation.conversationId}?watermark=${watermark}`,
      {
        headers: { authorization: `Bearer ${conversation.token}` },
      },
    );
    return (await response.json()) as { streamUrl: string; token: string };
  };

  beforeEach(async () => {
    app = await startTestApp({ now: () => now, bot: () => ({ handler: typingEcho, apology: () => 'apology' }) });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.terminate();
    await app.stop();
  });

  it('replays what happened before it was opened, then brings what is new', async () => {
    const conversation = await startConversation(app.url);
    await post(conversation, message('a'));
    const client = connect(conversation.streamUrl);
    expect(await client.saw(2)).toEqual(['a', 're a']);
    await post(conversation, message('b'));
    expect(await client.saw(4)).toEqual(['a', 're a', 'b', 're b']);
  });

  it('shows typing at once, without a watermark and without a trace', async () => {
    const conversation = await startConversation(app.url);
    const client = connect(conversation.streamUrl);
    await new Promise((resolve) => client.socket.on('open', resolve));
    await vi.waitUntil(async () => {
      await post(conversation, message(`text ${client.frames.length}`));
      return client.frames.some((frame) => frame.activities.some((one) => one.type === 'typing'));
    });
    const typing = client.frames.filter((frame) => frame.activities.some((one) => one.type === 'typing'));
    expect(typing.every((frame) => frame.watermark === undefined)).toBe(true);
    const log = await app.application.conversations.read(conversation.conversationId, { after: 0, limit: 99 });
    expect(log.some((entry) => entry.activity.type === 'typing')).toBe(false);
  });

  it('goes on after a broken connection without loss or repeat', async () => {
    const conversation = await startConversation(app.url);
    const first = connect(conversation.streamUrl);
    await post(conversation, message('a'));
    await first.saw(2);
    first.socket.terminate();
    await post(conversation, message('b'));
    const again = await reconnect(conversation, first.watermark);
    expect(again.token).toEqual(expect.any(String));
    const second = connect(again.streamUrl);
    expect(await second.saw(2)).toEqual(['b', 're b']);
    await post(conversation, message('c'));
    expect(await second.saw(4)).toEqual(['b', 're b', 'c', 're c']);
  });

  it('carries an empty frame at once, by which a client knows that it carries anything', async () => {
    const client = connect((await startConversation(app.url)).streamUrl);
    await vi.waitUntil(() => client.empty > 0);
    expect(client.frames).toEqual([]);
  });

  it('replays everything for an empty or absent watermark', async () => {
    const conversation = await startConversation(app.url);
    await post(conversation, message('a'));
    const client = connect((await reconnect(conversation, '')).streamUrl);
    expect(await client.saw(2)).toEqual(['a', 're a']);
  });

  it('brings everything to two tabs', async () => {
    const conversation = await startConversation(app.url);
    const tabs = [connect(conversation.streamUrl), connect(conversation.streamUrl)];
    for (const text of ['a', 'b', 'c']) await post(conversation, message(text));
    const seen = await Promise.all(tabs.map((tab) => tab.saw(6)));
    for (const texts of seen) expect(texts.filter((text) => !text.startsWith('re'))).toEqual(['a', 'b', 'c']);
    expect(seen[0]).toEqual(seen[1]);
  });

  it('ignores what clients send on it', async () => {
    const conversation = await startConversation(app.url);
    const client = connect(conversation.streamUrl);
    await new Promise((resolve) => client.socket.on('open', resolve));
    for (const data of ['', '{"type":"message"}', 'x'.repeat(5000), Buffer.from([0xff])]) client.socket.send(data);
    await post(conversation, message('a'));
    expect(await client.saw(2)).toEqual(['a', 're a']);
  });

  it('opens for a minute, for its own conversation and pages only', async () => {
    const [mine, theirs] = [await startConversation(app.url), await startConversation(app.url)];
    const forged = mine.streamUrl.replace(mine.conversationId, theirs.conversationId);
    expect(await connect(forged).refused()).toBe(403);
    expect(await connect(mine.streamUrl.replace(/t=.*/, 't=x')).refused()).toBe(403);
    expect(await connect(mine.streamUrl.replace(/t=.*/, `t=${mine.token}`)).refused()).toBe(403);
    expect(await connect(mine.streamUrl.replace('/stream', '/other')).refused()).toBe(404);
    expect(await connect(mine.streamUrl, { origin: 'https://evil.example' }).refused()).toBe(403);
    const open = connect(mine.streamUrl, { origin: 'https://demo.example' });
    await new Promise((resolve) => open.socket.on('open', resolve));
    now += 61_000;
    expect(await connect(mine.streamUrl).refused()).toBe(403);
  });

  it('is closed as "going away" when the server stops', async () => {
    const conversation = await startConversation(app.url);
    const client = connect(conversation.streamUrl);
    await new Promise((resolve) => client.socket.on('open', resolve));
    await app.application.stop();
    expect(await client.closed).toBe(1001);
  });

  it('takes ten sockets of one conversation and no more', async () => {
    const conversation = await startConversation(app.url);
    const ten = Array.from({ length: 10 }, () => connect(conversation.streamUrl));
    await Promise.all(ten.map((client) => new Promise((resolve) => client.socket.on('open', resolve))));
    expect(await connect(conversation.streamUrl).refused()).toBe(429);
  });
});

describe('the stream over a Redis whose notices are lost', () => {
  afterEach(() => vi.useRealTimers());

  it('still brings what is stored: at once when it opens, and with the keep-alive', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const redis = await startRedis();
    const link = await openLink(Number(new URL(redis.url).port));
    const app = await startTestApp({
      env: { STORAGE_URL: link.url.replace('http', 'redis') },
      bot: () => ({ handler: typingEcho, apology: () => 'apology' }),
    });
    const [earlier, later] = [await startConversation(app.url), await startConversation(app.url)];
    const open = new Client(earlier.streamUrl);
    await post(earlier, message('a'));
    await open.saw(2);
    link.silence(/subscribe/i);
    await post(later, message('b'));
    const fresh = new Client(later.streamUrl);
    expect(await fresh.saw(1)).toContain('b');
    await post(earlier, message('c'));
    vi.advanceTimersByTime(KEEP_ALIVE_MS);
    expect(await open.saw(3)).toContain('c');
    for (const client of [open, fresh]) client.socket.terminate();
    link.drop();
    await app.stop();
    await link.close();
    await redis.stop();
  });
});
