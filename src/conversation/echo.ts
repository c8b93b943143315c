import type { TurnHandler } from './turn.ts';

/** The bot that says what it hears: the floor that benches and tests of the runtime stand on. */
export const echo: TurnHandler = async (context) => {
  if (context.activity.type === 'message') await context.sendActivity(context.activity.text ?? '');
};
