import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChannelAppOptions } from '../../support/channelApp.ts';
import { buttonTitles, LONG_ANSWER, LONG_QUOTE } from '../../support/contractBot.ts';
import type { TestApp } from '../../support/testApp.ts';

/** What a customer of the platform sees: a text, and the buttons under it by their titles as shown. */
export interface Seen {
  readonly text: string;
  readonly buttons: readonly string[];
  /** The picture or document shown with it. */
  readonly file?: { readonly type: string; readonly content: Buffer };
}

/** Who writes to whom in a run, for runs with another bot and shop than the contract's. */
export interface RunOptions {
  readonly shop?: string;
  /** The platform's id (phone) of the first customer. */
  readonly person?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly app?: Omit<ChannelAppOptions, 'azure'>;
}

export interface SayOptions {
  /** Which customer, from 1. */
  readonly person?: number;
  /** The platform's id of the message; a fresh one when absent. */
  readonly id?: string;
  readonly signature?: 'right' | 'wrong' | 'missing';
  /** The body is changed after it was signed. */
  readonly altered?: boolean;
  /** As a reply to our message at this place of what was shown. */
  readonly replyTo?: number;
  /** To an account that no shop has. */
  readonly unknownAccount?: boolean;
}

/** A channel with its local platform, as the contract drives it. */
export interface ContractRun {
  readonly app: TestApp;
  /** Words that must never stand in a log: tokens, phones, ids of people. */
  readonly secrets: readonly string[];
  say(text: string, options?: SayOptions): Promise<Response>;
  /** Several messages of one customer in one webhook; absent where a platform sends one at a time. */
  sayTogether?(texts: readonly string[]): Promise<Response>;
  /** Something that the channel cannot show to the bot. */
  sayUnknownKind(): Promise<Response>;
  /** The customer presses the button of the last message that has buttons. */
  press(index: number): Promise<Response>;
  /** The customer sends a picture, or a voice note. Absent on the web, whose customers upload. */
  sendFile?(kind: 'picture' | 'voice', content: Buffer): Promise<Response>;
  /** What the platform tells beside messages: receipts of what it showed, echoes of it. Absent on the web. */
  tellSigns?(): Promise<Response>;
  /** A body of so many bytes. */
  sayHuge(bytes: number): Promise<Response>;
  seen(person?: number): Promise<Seen[]>;
  /** The conversation of a customer. */
  conversation(person?: number): Promise<string | undefined>;
  /** What goes wrong with the next send; absent on the web, whose customers fetch. */
  trouble?(kind: 'slow down' | 'no answer' | 'never'): void;
  /** Can an unanswered send be found again? Then it is not repeated. */
  readonly reconciles?: boolean;
  stop(): Promise<void>;
}

export interface Contract {
  readonly name: string;
  start(): Promise<ContractRun>;
  /** The platform signs the bytes of the body, not only the caller. */
  readonly signsBodies: boolean;
  /** Numbers of options that the platform shows as lines to be answered by number. */
  readonly numberedFrom?: number;
  /** The measure of a message. */
  readonly fits: (text: string) => boolean;
  readonly longestMs?: number;
}

const bare = (text: string) => text.replace(/[\u2066-\u2069\u200e\u200f\s]/gu, '');

/** The promises that every channel keeps, web and platforms alike. */
export function channelContract(contract: Contract): void {
  describe(`the channel contract on ${contract.name}`, () => {
    let run: ContractRun;
    beforeEach(async () => {
      run = await contract.start();
    });
    afterEach(async () => {
      const logged = run.app.logged.join('\n');
      await run.stop();
      for (const secret of run.secrets) expect(logged).not.toContain(secret);
    });

    const until = (check: () => Promise<boolean>) =>
      vi.waitUntil(check, { timeout: contract.longestMs ?? 8000, interval: 20 });
    const sees = (count: number, person?: number) => until(async () => (await run.seen(person)).length >= count);
    const texts = async (person?: number) => (await run.seen(person)).map(({ text }) => bare(text));

    it('answers a message of a customer', async () => {
      const response = await run.say('سؤال واحد');
      expect(response.ok).toBe(true);
      await sees(1);
      expect(await texts()).toEqual([bare('سؤال واحد')]);
    });

    it('refuses a wrong and a missing signature, and stores and logs nothing of them', async () => {
      for (const signature of ['wrong', 'missing'] as const) {
        const response = await run.say('كلام سري', { signature });
        expect([401, 403]).toContain(response.status);
      }
      await run.say('تابع');
      await sees(1);
      expect(await texts()).toEqual([bare('تابع')]);
      expect(run.app.logged.join()).not.toContain('سري');
    });

    // The other channels show a token, which says nothing of the body.
    if (contract.signsBodies) {
      it('refuses a body that was altered after it was signed', async () => {
        const response = await run.say('كلام', { altered: true });
        expect([401, 403]).toContain(response.status);
        expect(await run.conversation()).toBeUndefined();
      });
    }

    it('refuses a message to an account that no shop has', async () => {
      const response = await run.say('كلام', { unknownAccount: true });
      expect([401, 403, 404]).toContain(response.status);
      expect(await run.conversation()).toBeUndefined();
    });

    it('refuses a body over the limit', async () => {
      const response = await run.sayHuge(4_000_000);
      expect([400, 413]).toContain(response.status);
      expect(await run.conversation()).toBeUndefined();
    });

    it('makes one turn of a message that comes twice, one after the other and at once', async () => {
      await run.say('مرة', { id: 'same-1' });
      await Promise.all([1, 2, 3].map(() => run.say('مرة', { id: 'same-1' })));
      await run.say('أخرى');
      await sees(2);
      expect(await texts()).toEqual([bare('مرة'), bare('أخرى')]);
    });

    it('keeps the order of a batch', async () => {
      const words = ['الأولى', 'الثانية', 'الثالثة', 'الرابعة'];
      if (run.sayTogether) await run.sayTogether(words);
      else for (const word of words) await run.say(word);
      await sees(4);
      expect(await texts()).toEqual(words.map(bare));
    });

    it('makes no turn of receipts and of echoes of its own messages', async () => {
      await run.say('سؤال');
      await sees(1);
      if (!run.tellSigns) return;
      expect((await run.tellSigns()).ok).toBe(true);
      await run.say('سؤال ثان');
      await sees(2);
      expect(await texts()).toEqual([bare('سؤال'), bare('سؤال ثان')]);
    });

    it('answers a kind that it does not know politely', async () => {
      expect((await run.sayUnknownKind()).ok).toBe(true);
      await sees(1);
      expect(await texts()).toEqual(['polite']);
    });

    it('gives people conversations of their own, the same each time, that show no phone number', async () => {
      await run.say('أنا الأولى', { person: 1 });
      await run.say('أنا الثاني', { person: 2 });
      await sees(1, 1);
      await sees(1, 2);
      const first = await run.conversation(1);
      await run.say('أنا الأولى من جديد', { person: 1 });
      await sees(2, 1);
      expect(await run.conversation(1)).toBe(first);
      expect(await run.conversation(2)).not.toBe(first);
      expect(await texts(2)).toEqual([bare('أنا الثاني')]);
      for (const secret of run.secrets) expect(first).not.toContain(secret);
    });

    it('splits a long answer within the limit, and inside no word, number, link or quote', async () => {
      await run.say('long');
      const whole = bare(LONG_ANSWER) + bare(LONG_QUOTE);
      await until(async () => (await texts()).join('').includes(bare(LONG_QUOTE)));
      const parts = (await run.seen()).map(({ text }) => text);
      for (const part of parts) expect(contract.fits(part)).toBe(true);
      expect(parts.map(bare).join('').length).toBeGreaterThanOrEqual(whole.length);
      for (let index = 0; index < 40; index += 1) {
        const link = `https://shop.example.ma/returns/${index}?lang=ar`;
        expect(parts.some((part) => part.split(/[\s\u2066-\u2069]/u).includes(link))).toBe(true);
      }
      expect(parts.join('\n').match(/0800 090 190/gu)).toHaveLength(40);
      expect(parts.some((part) => part.includes(LONG_QUOTE))).toBe(true);
    });

    it('offers choices as the platform can, and understands the pick pressed and typed', async () => {
      for (const [index, [count, length]] of [
        [2, 10],
        [3, 18],
        [5, 30],
        [12, 12],
      ].entries()) {
        const titles = buttonTitles(count ?? 0, length);
        await run.say(`buttons ${count} ${length}`);
        await sees(3 * index + 1);
        const offer = (await run.seen()).at(-1);
        const last = titles.at(-1) ?? '';
        if (offer?.buttons.length === 0)
          await run.say(String(count).replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)] ?? ''));
        else await run.press((count ?? 1) - 1);
        await sees(3 * index + 2);
        expect((await texts()).at(-1)).toBe(bare(last));
        await run.say(titles[0] ?? '');
        await sees(3 * index + 3);
        expect((await texts()).at(-1)).toBe(bare(titles[0] ?? ''));
      }
    });

    it('understands a number that is typed instead of pressing a button, and no other number', async () => {
      // In the widget the buttons are always there to be pressed.
      if (!run.trouble) return;
      for (const [index, [typed, meant]] of [
        ['٢', 'لا'],
        ['3.', 'ربما'],
        ['4', '4'],
        ['2041', '2041'],
      ].entries()) {
        await run.say('choose');
        await sees(2 * index + 1);
        await run.say(typed ?? '');
        await sees(2 * index + 2);
        expect((await texts()).at(-1)).toBe(meant);
      }
    });

    it('waits after "slow down" and then delivers once', async () => {
      if (!run.trouble) return;
      run.trouble('slow down');
      await run.say('صبرًا');
      await sees(1);
      await run.say('بعدها');
      await sees(2);
      expect(await texts()).toEqual([bare('صبرًا'), bare('بعدها')]);
    });

    it('tries again within bounds when no answer came; finds the message where the platform tells of it, else marks it', async () => {
      if (!run.trouble) return;
      run.trouble('no answer');
      await run.say('هل وصلت؟');
      const state = async () => {
        const id = await run.conversation();
        const entries = id ? await run.app.application.conversations.transcript(id, { limit: 20 }) : [];
        return entries.findLast((entry) => entry.direction === 'out' && entry.activity.type === 'message')?.delivery;
      };
      await until(async () => !['queued', undefined].includes((await state())?.state));
      expect(await texts()).toHaveLength(run.reconciles ? 1 : 2);
      expect((await state())?.again ?? false).toBe(!run.reconciles);
    });

    it('gives a send up that the platform refuses for ever, and shows it to agents with its code', async () => {
      if (!run.trouble) return;
      run.trouble('never');
      await run.say('لن تصل');
      const failed = async () => {
        const id = await run.conversation();
        const entries = id ? await run.app.application.conversations.transcript(id, { limit: 20 }) : [];
        return entries.find((entry) => entry.delivery?.state === 'failed')?.delivery;
      };
      await until(async () => (await failed()) !== undefined);
      expect((await failed())?.code).toBeTruthy();
      expect(await texts()).toEqual([]);
    });
  });
}
