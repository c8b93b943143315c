import { startChannelApp } from '../../support/channelApp.ts';
import { conversationOf } from '../../support/conversationOf.ts';
import {
  message,
  postUpdate,
  startTelegram,
  TELEGRAM,
  TELEGRAM_SECRET,
  update,
} from '../../support/platforms/telegram.ts';
import type { ContractRun, RunOptions } from './channelContract.ts';

const ids = new Map<string, number>();

export async function startTelegramRun(options: RunOptions = {}): Promise<ContractRun> {
  const people = [options.person ?? '550000001', '550000002'];
  const person = (number = 1) => people[number - 1] ?? '';
  const telegram = await startTelegram();
  const bots = { TELEGRAM_BOTS: `${options.shop ?? 'demo'}=${TELEGRAM.token}`, TELEGRAM_API_URL: telegram.url };
  const app = await startChannelApp({ ...bots, ...options.env }, options.app);
  const idOf = (id: string) => {
    if (!ids.has(id)) ids.set(id, 500 + ids.size);
    return ids.get(id);
  };
  const post = (content: Record<string, unknown>, id?: string) =>
    postUpdate(app.url, update(content, id === undefined ? undefined : idOf(id)));
  return {
    app,
    secrets: [...people, TELEGRAM.token, TELEGRAM_SECRET],
    say: (text, { person: number = 1, id, signature = 'right', unknownAccount, replyTo } = {}) => {
      const to = replyTo === undefined ? undefined : telegram.shown[replyTo];
      const reply = to && {
        reply_to_message: { message_id: to.id, date: 1, chat: { id: 1, type: 'private' }, text: to.text },
      };
      const value = update(message(person(number), { text, ...reply }), id === undefined ? undefined : idOf(id));
      const secret =
        signature === 'missing' ? '' : signature === 'wrong' || unknownAccount ? 'another' : TELEGRAM_SECRET;
      return postUpdate(app.url, value, secret);
    },
    sayUnknownKind: () => post(message(person(), { dice: { emoji: '🎲', value: 3 } })),
    press: (index) => {
      const offer = telegram.shown.findLast(({ buttons }) => buttons.length > 0);
      const button = offer?.buttons[index];
      const data = button && 'callback_data' in button ? button.callback_data : '';
      const chat = { id: Number(person()), type: 'private' };
      // Too old to be shown again: the platform tells nothing of the message but its place.
      const old = { message_id: offer?.id, date: 0, chat };
      return post({
        callback_query: { id: 'q1', from: { id: Number(person()) }, chat_instance: '1', data, message: old },
      });
    },
    sendFile: (kind, content) => {
      const id = `file-${telegram.files.size + 1}`;
      telegram.files.set(id, content);
      const said =
        kind === 'picture'
          ? { photo: [{ file_id: 'small' }, { file_id: id }] }
          : { voice: { file_id: id, mime_type: 'audio/ogg', duration: 3 } };
      return post(message(person(), said));
    },
    sayHuge: (bytes) => post(message(person(), { text: 'x'.repeat(bytes) })),
    seen: async (number) =>
      telegram.shown
        .filter(({ chat }) => chat === person(number))
        .map(({ text, buttons, file }) => ({
          text,
          buttons: buttons.map((button) => button.text),
          ...(file && { file }),
        })),
    conversation: (number) => conversationOf(app, 'telegram', `${TELEGRAM.id}/${person(number)}`),
    trouble: (kind) => {
      if (kind === 'slow down') telegram.troubles.push({ code: 429, retryAfter: 1 });
      else telegram.troubles.push(kind === 'never' ? { code: 403 } : 'lost');
    },
    stop: async () => {
      await app.stop();
      await telegram.close();
    },
  };
}
