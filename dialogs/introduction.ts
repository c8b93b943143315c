import { type Activity, ActivityTypes, type StatePropertyAccessor, type TurnContext } from 'botbuilder';
import { type DialogParts, packOf } from './shopContext.ts';

/** The event by which a channel tells that a customer opened the chat without a word yet. */
export const START = 'channel/start';

/** Does opening this channel's chat bring the welcome? Only the widget is open before the customer writes. */
export function saysHello(channel: string): boolean {
  return channel === 'web';
}

/** Marks a message that says who is speaking, so that nothing is put before it. */
export function introducing(message: Partial<Activity>): Partial<Activity> {
  const sanad = (message.channelData as { sanad?: object } | undefined)?.sanad;
  return { ...message, channelData: { ...message.channelData, sanad: { ...sanad, introduces: true } } };
}

/**
 * Where no widget has said it, the first message of the bot says once, in a few words, that a bot is speaking: above
 * the answer, in the same message.
 */
export async function introduceOnce(
  context: TurnContext,
  introduced: StatePropertyAccessor<boolean>,
  parts: DialogParts,
  shop: string,
): Promise<void> {
  if (await introduced.get(context)) return;
  let isDone = false;
  context.onSendActivities(async (_, activities, next) => {
    const first = activities.find(({ type, text }) => type === ActivityTypes.Message && (text ?? '') !== '');
    if (!first || isDone) return next();
    isDone = true;
    await introduced.set(context, true);
    if (!introduces(first)) {
      const words = parts.say('dialogs.introduction', { shop: packOf(parts, shop).shop.name.ar });
      first.text = `${words}\n\n${first.text}`;
    }
    return next();
  });
}

function introduces({ channelData }: Partial<Activity>): boolean {
  return (channelData as { sanad?: { introduces?: boolean } } | undefined)?.sanad?.introduces === true;
}
