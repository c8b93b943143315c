import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openDriver } from '../../src/storage/index.ts';
import { RedisDriver } from '../../src/storage/redis/redisDriver.ts';
import { killWhileCommitting } from '../support/killWhileCommitting.ts';
import { type RedisServer, startRedis } from '../support/redisServer.ts';
import { openLink, type TcpLink } from '../support/tcpLink.ts';
import { driverContract } from './driverContract.ts';

let server: RedisServer;

driverContract({
  name: 'redis',
  start: async () => {
    server = await startRedis();
  },
  stop: () => server.stop(),
  open: (namespace) => openDriver(server.url, namespace),
  restart: () => server.restart(),
  killWhileCommitting: (namespace) => killWhileCommitting(server.url, namespace),
});

it('says which settings of a Redis would lose messages', async () => {
  const weak = await startRedis({
    settings: ['--appendonly', 'no', '--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'],
  });
  const driver = await openDriver(weak.url);
  expect(await driver.weaknesses()).toEqual([
    expect.stringContaining('appendonly'),
    expect.stringContaining('maxmemory-policy'),
  ]);
  await driver.close();
  await weak.stop();
});

it('says that Redis cannot be reached, without the password in the address', async () => {
  await expect(openDriver('redis://user:secret@127.0.0.1:1/0')).rejects.toThrow(/^(?!.*secret).*cannot be reached/);
});

describe('the connection that listens', () => {
  let redis: RedisServer;
  let link: TcpLink;
  let driver: RedisDriver;
  let heard: string[] = [];
  let gaps = 0;
  const listen = async () => {
    redis = await startRedis();
    link = await openLink(Number(new URL(redis.url).port));
    driver = await RedisDriver.open({ url: link.url.replace('http', 'redis'), listenerPingMs: 20 });
    [heard, gaps] = [[], 0];
    const onGap = () => {
      gaps += 1;
    };
    await driver.subscribe('topic', (message) => heard.push(message), onGap);
  };
  const tellsAgain = async () => {
    await vi.waitUntil(() => gaps > 0);
    await driver.publish('topic', 'after');
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual(['after']);
  };
  afterEach(async () => {
    link.drop();
    await driver.close();
    await link.close();
    await redis.stop();
  });

  it('tells after it was cut that something may have been missed, and listens again', async () => {
    await listen();
    const admin = new Redis(redis.url);
    await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await admin.quit();
    await tellsAgain();
  });

  it('is noticed when it has fallen silent', async () => {
    await listen();
    link.silence(/subscribe/i);
    await tellsAgain();
  });
});
