import { expect, it } from 'vitest';
import { openDriver } from '../../src/storage/index.ts';
import { audit, total } from '../support/audit.ts';
import { message, post, startConversation } from '../support/directLine.ts';
import { startPlatform } from '../support/platformServer.ts';
import { STORES } from '../support/stores.ts';
import { supervise } from '../support/supervisor.ts';
import { untilAnswered } from '../support/untilAnswered.ts';

it('loses, doubles and reorders nothing when Redis is killed under a running server and started again', async () => {
  const redis = STORES.find((store) => store.name === 'redis');
  if (!redis) throw new Error('there is no Redis among the stores');
  const store = await redis.create();
  const platform = await startPlatform();
  const server = await supervise({ STORAGE_URL: store.url, PLATFORM_URL: platform.url });
  const customers = await Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      const client = await startConversation(server.url);
      const accepted: string[] = [];
      for (let i = 0; i < 30; i++) {
        accepted.push(await post(client, message(`text ${i}`)));
        if (lane === 0 && i % 10 === 5) await store.restart();
      }
      return { client, accepted };
    }),
  );
  const driver = await openDriver(store.url);
  const audits = [];
  for (const { client, accepted } of customers) {
    await untilAnswered(driver, client.conversationId);
    audits.push(await audit(driver, client.conversationId, accepted));
  }
  await driver.close();
  await server.stop();
  await platform.close();
  await store.remove();
  expect(total(audits)).toMatchObject({ accepted: 240, lost: 0, doubled: 0, disordered: 0 });
  expect(server.restarts()).toBe(0);
}, 120_000);
