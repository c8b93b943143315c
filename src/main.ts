import { fileURLToPath } from 'node:url';
import { createBot } from '../dialogs/bot.ts';
import { openSay } from '../dialogs/locales/openSay.ts';
import { createQuestionAnswerer } from './answers/index.ts';
import { startApplication } from './application.ts';
import { openKnowledge } from './cli/knowledgeFolder.ts';
import { ConfigError, checkRuntime, readConfig } from './config.ts';
import { KnowledgeError } from './knowledge/index.ts';
import { siteRoutes } from './server/index.ts';

/** `npm start`: reads the environment and the knowledge, starts the server, and stops it cleanly when told to. */
async function main(): Promise<void> {
  checkRuntime();
  const config = readConfig();
  const knowledge = openKnowledge();
  const say = openSay();
  const parts = { say, knowledge, answerer: createQuestionAnswerer(knowledge, say) };
  const application = await startApplication({
    config,
    shops: knowledge.packs.map(({ shop }) => {
      const secret = config.DIRECT_LINE_SECRETS.get(shop.id);
      return { id: shop.id, name: shop.name.ar, origins: shop.origins, ...(secret !== undefined && { secret }) };
    }),
    bot: (storage) => ({ handler: createBot(parts, storage), apology: () => say('dialogs.failure') }),
    pages: siteRoutes({
      packs: knowledge.packs,
      maxTextLength: config.MAX_TEXT_LENGTH,
      extraOrigins: config.ALLOWED_ORIGINS,
    }),
    staticFolder: fileURLToPath(new URL('../dist', import.meta.url)),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => application.stop().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || error instanceof KnowledgeError;
  process.stderr.write(`${known ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
