import type { TurnContext } from 'botbuilder';

/** The bot that says what it hears: the floor that benches and tests of the runtime stand on. */
export async function echo(context: TurnContext): Promise<void> {
  if (context.activity.type === 'message') await context.sendActivity(context.activity.text ?? '');
}
