import type { BotFactory } from '../../src/application.ts';
import { type Complaints, FILINGS } from '../../src/complaints/index.ts';
import { filing } from './filing.ts';

/** A bot that files a complaint with each message, its text being the description, and answers with the number only. */
export function filingBot(complaints: Complaints, shop = 'xiaomi-ma'): ReturnType<BotFactory> {
  return {
    apology: () => 'apology',
    handler: async (context, turn) => {
      if (context.activity.type !== 'message') return;
      const { id, channel, user } = turn.conversation;
      const draft = turn.activities.map((activity) => activity.id).join(' ');
      const number = await complaints.reserve({ shop, conversation: id, draft, kind: 'complaint' });
      const files = turn.activities.flatMap((activity) => activity.attachments ?? []);
      const evidence = files.map(({ contentType, contentUrl = '' }) => ({ contentType, contentUrl }));
      const description = turn.activities.map((activity) => activity.text ?? '').join('\n');
      const about = { number, shop, conversation: id, channel, draft, evidence, customer: { id: user.id } };
      const fields = { ...filing().fields, description };
      turn.record(FILINGS, filing({ ...about, fields, filedAt: turn.now.toISOString() }));
      await context.sendActivity(number);
    },
    onCommitted: ({ id }, { lists }) => {
      if (lists.includes(FILINGS)) complaints.wake(id);
    },
    services: [complaints],
  };
}
