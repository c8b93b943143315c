import { createLog } from '../src/log.ts';
import { startTestApp } from '../test/support/testApp.ts';
import { answerParent, usage } from './process.ts';
import { questionsByShop } from './questions.ts';
import { type BenchDialog, benchBot } from './shopBots.ts';

/** `turnServer.ts grounded|echo|inline <store>`: the whole server with one of the bots of shopBots.ts. */
const [dialog, store = ''] = process.argv.slice(2);
const app = await startTestApp({
  env: { STORAGE_URL: store, MESSAGES_PER_MINUTE: '1000000', CONVERSATIONS_PER_MINUTE: '1000000' },
  shops: [...questionsByShop().keys()].map((id) => ({ id, name: id, origins: [] })),
  bot: benchBot(dialog as BenchDialog),
  log: createLog('error'),
});

answerParent(
  async ({ settled }: { settled?: boolean }) => ({ url: app.url, ...usage(settled) }),
  () => app.stop(),
);
