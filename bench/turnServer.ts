import { echo } from '../src/conversation/index.ts';
import { createLog } from '../src/log.ts';
import { startTestApp } from '../test/support/testApp.ts';
import { groundedBot } from './groundedBot.ts';
import { answerParent, usage } from './process.ts';
import { questionsByShop } from './questions.ts';

/** `turnServer.ts grounded|echo <store>`: the whole server; the two differ in nothing but the dialog. */
const [dialog, store = ''] = process.argv.slice(2);
const app = await startTestApp({
  env: { STORAGE_URL: store, MESSAGES_PER_MINUTE: '1000000', CONVERSATIONS_PER_MINUTE: '1000000' },
  shops: [...questionsByShop().keys()].map((id) => ({ id, name: id, origins: [] })),
  bot: dialog === 'grounded' ? groundedBot() : () => ({ handler: echo, apology: () => 'apology' }),
  log: createLog('error'),
});

answerParent(
  async ({ settled }: { settled?: boolean }) => ({ url: app.url, ...usage(settled) }),
  () => app.stop(),
);
