import type { BotFactory } from '../../src/application.ts';

/** A long Arabic answer with numbers, links, a phone and quotes: what must not be cut in the middle. */
export const LONG_ANSWER = Array.from(
  { length: 40 },
  (_, index) =>
    `الفقرة ${index + 1}: يحق لك إرجاع المنتج خلال 15 يومًا من تاريخ الاستلام، واتصل بالرقم 0800 090 190 أو زر https://shop.example.ma/returns/${index}?lang=ar للتفاصيل.`,
).join('\n\n');

export const LONG_QUOTE = Array.from(
  { length: 7 },
  () => 'يحق للمشتري التراجع عن الشراء خلال سبعة (7) أيام من تاريخ استلام المنتج',
).join('، ');

export const buttonTitles = (count: number, length = 10) =>
  Array.from(
    { length: count },
    (_, index) => `${'اختيار طويل جدًا من بين كل الاختيارات'.slice(0, length - 3)} ${index + 1}`,
  );

/**
 * A bot for the channel contract. `buttons 3` offers three buttons, `choose` three without numbers, `long` answers at length with a citation, a message
 * without words is answered politely; everything else is said back with a number that counts the turns.
 */
export const contractBot: BotFactory = () => ({
  apology: () => 'apology',
  handler: async (context, turn) => {
    if (context.activity.type !== 'message') return;
    const text = context.activity.text ?? '';
    const [, count, length] = /^buttons (\d+)(?: (\d+))?$/.exec(text) ?? [];
    if (count !== undefined) {
      const actions = buttonTitles(Number(count), Number(length ?? 10)).map((title) => ({
        type: 'imBack',
        title,
        value: title,
      }));
      await context.sendActivity({ type: 'message', text: 'أي واحد تريد؟', suggestedActions: { to: [], actions } });
      return;
    }
    if (text === 'choose') {
      const actions = ['نعم', 'لا', 'ربما'].map((title) => ({ type: 'imBack', title, value: title }));
      await context.sendActivity({ type: 'message', text: 'هل توافق؟', suggestedActions: { to: [], actions } });
      return;
    }
    if (text === 'long') {
      const citations = [{ clause: 'demo#8.1', quote: LONG_QUOTE, policyVersion: '1' }];
      await context.sendActivity({
        type: 'message',
        text: LONG_ANSWER,
        channelData: { sanad: { kind: 'policy', citations } },
      });
      return;
    }
    if (text === '') {
      const { attachments = [] } = context.activity;
      await context.sendActivity(attachments.length > 0 ? `file ${attachments[0]?.contentUrl}` : 'polite');
      return;
    }
    await context.sendActivity(turn.activities.map((activity) => activity.text).join('|'));
  },
});
