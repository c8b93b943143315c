import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BotFactory } from '../../src/application.ts';
import { type Driver, openDriver } from '../../src/storage/index.ts';
import { countingBot } from '../support/countingBot.ts';
import { platformChannel } from '../support/platformChannel.ts';
import { type PlatformServer, startPlatform } from '../support/platformServer.ts';
import { type RedisServer, startRedis } from '../support/redisServer.ts';
import { openLink, type TcpLink } from '../support/tcpLink.ts';
import { createConversations, type TestConversations } from '../support/testConversations.ts';

describe('a commit that Redis has made and whose reply is lost', () => {
  let redis: RedisServer;
  let link: TcpLink;
  let driver: Driver;
  /** Another way to the store, which stays whole. */
  let beside: Driver;
  let platform: PlatformServer;
  let one: TestConversations;
  const heard: string[] = [];

  beforeEach(async () => {
    heard.length = 0;
    redis = await startRedis();
    link = await openLink(Number(new URL(redis.url).port));
    driver = await openDriver(link.url.replace('http', 'redis'));
    beside = await openDriver(redis.url);
    platform = await startPlatform();
    const counting = countingBot();
    const bot: BotFactory = (storage) => {
      const parts = counting(storage);
      return {
        ...parts,
        handler: (context, turn) => {
          heard.push(context.activity.type);
          return parts.handler(context, turn);
        },
      };
    };

    one = createConversations(driver, bot, { channels: [platformChannel(platform.url)] });
  });
  afterEach(async () => {
    await one.conversations.stop();
    await driver.close();
    await beside.close();
    await platform.close();
    await link.close();
    await redis.stop();
  });

  const record = { id: 'platform-1', channel: 'platform', shop: 'demo', user: { id: 'c' }, createdAt: '' };
  /** Nothing is left to do but what the test does. */
  const begun = async () => {
    await one.conversations.begin(record);
    await vi.waitUntil(() => one.conversations.active === 0);
  };
  /** Loses the reply to what says this; the connection breaks once it is in the log. */
  const lose = (said: RegExp) => {
    link.deafen(said);
    return vi
      .waitUntil(async () => said.test(JSON.stringify(await beside.range('c:platform-1', 'log', { limit: 99 }))))
      .then(() => link.drop());
  };
  const delivered = async (text: string) => {
    await vi.waitUntil(() => platform.received.length > 0);
    expect(platform.received).toMatchObject([{ text }]);
  };

  it('of a turn is delivered at once', async () => {
    await begun();
    const lost = lose(/1 hello/);
    await one.say('platform-1', 'hello');
    await lost;
    await delivered('1 hello');
  });

  it('of a beginning is told to the bot at once', async () => {
    const lost = lose(/conversationUpdate/);
    await Promise.all([one.conversations.begin(record), lost]);
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual(['conversationUpdate']);
  });

  it('of an agent is delivered at once', async () => {
    await begun();
    const activity = { type: 'message', text: 'from a person' };
    const voice = { by: 'system', number: 0 } as const;
    const posting = one.conversations.post('platform-1', activity, { messageId: 'm', voice });
    await Promise.all([posting, lose(/from a person/)]);
    await delivered('from a person');
  });
});
