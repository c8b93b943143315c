import { ConversationState } from 'botbuilder';
import type { BotFactory } from '../../src/application.ts';

/**
 * A bot whose every answer tells what it did: "<turn> <texts joined by |>". The turn number is kept in botbuilder's
 * state, so an answer given twice, or a state written twice, shows. `inside` is called at three places of a turn.
 */
export function countingBot(
  inside: (place: 'understood' | 'dialog' | 'decided', conversation: string) => void = () => undefined,
): BotFactory {
  return (storage) => {
    const state = new ConversationState(storage);
    const turns = state.createProperty<number>('turns');
    return {
      apology: () => 'apology',
      handler: async (context, turn) => {
        if (context.activity.type !== 'message') return;
        const { id } = turn.conversation;
        inside('understood', id);
        const number = (await turns.get(context, 0)) + 1;
        await turns.set(context, number);
        inside('dialog', id);
        await context.sendActivity(`${number} ${turn.activities.map((activity) => activity.text).join('|')}`);
        inside('decided', id);
        await state.saveChanges(context);
      },
    };
  };
}
