import { expect, it } from 'vitest';
import { openDriver } from '../../src/storage/index.ts';
import { killWhileCommitting } from '../support/killWhileCommitting.ts';
import { type RedisServer, startRedis } from '../support/redisServer.ts';
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
