import type { BotFactory } from '../../src/application.ts';

/** Answers every message with its own words, so that a test sees which answer belongs to which. */
export const repeatingBot: BotFactory = () => ({
  handler: async (context) => {
    if (context.activity.type === 'message') await context.sendActivity(`رد: ${context.activity.text}`);
  },
  apology: () => '',
});
