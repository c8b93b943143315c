import { createBot } from '../dialogs/bot.ts';
import { openSay } from '../dialogs/locales/openSay.ts';
import type { BotFactory } from '../src/application.ts';
import { openAnswering } from '../test/support/answering.ts';

/** The bot that `npm start` runs, with all its knowledge. */
export function groundedBot(): BotFactory {
  const say = openSay();
  const parts = { say, ...openAnswering() };
  return (storage) => ({ handler: createBot(parts, storage), apology: () => say('dialogs.failure') });
}
