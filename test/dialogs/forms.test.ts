/** What forms promise whatever happens in between: restarts, kills, older states, hours, doubts, pictures. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createScriptRunner, type ScriptRunner } from '../../src/cli/scriptRunner.ts';
import { createComplaints, type Filing } from '../../src/complaints/index.ts';
import { conversationRecords } from '../../src/conversation/index.ts';
import { createLog } from '../../src/log.ts';
import { openDriver } from '../../src/storage/index.ts';
import { openAnswering } from '../support/answering.ts';
import { converse, read, SCRIPT_NOW, scriptOf, scriptRunner } from '../support/scripts.ts';

const XIAOMI = { shop: 'xiaomi-ma' };
const VILLAGE = { shop: 'village-ma' };
const COMPLAINT = [
  'بغيت ندير شكاية، التيليفون جا مهرس',
  '5261117836207719',
  'هشام بوزيان',
  'حي السلام مراكش',
  'hicham.b@example.ma',
  'بغيت فلوسي',
];
const FIELDS = {
  orderNumber: '5261117836207719',
  name: 'هشام بوزيان',
  address: 'حي السلام مراكش',
  email: 'hicham.b@example.ma',
  description: 'التيليفون جا مهرس',
  requestedAction: 'بغيت فلوسي',
};
const YES = 'نعم، سجّل';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sanad-forms-'));
  folders.push(folder);
  return folder;
}

/** One message in a process of its own, over a store that stays. */
async function sayIn(folder: string, text: string, options: { now?: string; runner?: ScriptRunner } = {}) {
  const { now = SCRIPT_NOW, runner = scriptRunner() } = options;
  const conversation = await runner.open(scriptOf({ ...XIAOMI, now }, []), { folder });
  try {
    return { turn: await conversation.say(text), end: await conversation.end() };
  } finally {
    await conversation.close();
  }
}

async function filingsIn(folder: string): Promise<Filing[]> {
  const driver = await openDriver(`sqlite:${join(folder, 'script.db')}`);
  try {
    const filings: Filing[] = [];
    for await (const one of conversationRecords(driver, 'web-script', 'complaints')) filings.push(one as Filing);
    return filings;
  } finally {
    await driver.close();
  }
}

/** Tells everything up to what is read back. */
async function upToReadBack(folder: string): Promise<void> {
  for (const text of COMPLAINT) await sayIn(folder, text);
}

describe('a form', { timeout: 30_000 }, () => {
  it('goes on after a restart between any two messages', async () => {
    const folder = newFolder();
    await upToReadBack(folder);
    const { end } = await sayIn(folder, YES);
    expect(end.complaints).toMatchObject([{ fields: FIELDS }]);
    expect(end.activeDialog).toBeNull();
  });

  it('gives the same number when the turn that files is run again, and files once for five yeses', async () => {
    const folder = newFolder();
    await upToReadBack(folder);
    // Killed between the number and the commit: the number is claimed, and nothing else has happened.
    const number = await claimNumber(folder);
    const { end } = await sayIn(folder, YES);
    expect(end.complaints).toMatchObject([{ number }]);
    for (let times = 0; times < 4; times += 1) await sayIn(folder, 'نعم');
    expect(await filingsIn(folder)).toHaveLength(1);
  });

  it('files what the record needs: clauses, promised day, customer, evidence', async () => {
    const folder = newFolder();
    for (const text of [...COMPLAINT.slice(0, 3), '[image]', ...COMPLAINT.slice(3)]) await sayIn(folder, text);
    await sayIn(folder, YES);
    const [filing] = await filingsIn(folder);
    expect(filing).toMatchObject({
      kind: 'complaint',
      shop: 'xiaomi-ma',
      channel: 'web',
      basis: ['xiaomi-ma#15.1'],
      dueAt: '2026-11-29',
      customer: { id: 'customer' },
      evidence: [{ contentType: 'image/jpeg', contentUrl: 'https://media.invalid/1' }],
    });
  });

  it('carries the values of an older form over, asks for the rest, and counts nothing as read back', async () => {
    const folder = newFolder();
    await upToReadBack(folder);
    await rewriteState(folder, ({ draft, values }) => ({
      version: 1,
      state: { draft, fields: { ...(values as object), address: '' }, step: 'confirm' },
    }));
    const asked = await sayIn(folder, YES);
    expect(asked.end.complaints).toEqual([]);
    expect(asked.turn.replies.join(' ')).toContain('ما عنوانك؟');
    await sayIn(folder, 'حي السلام مراكش');
    const { end } = await sayIn(folder, YES);
    expect(end.complaints).toMatchObject([{ fields: FIELDS }]);
  });

  it('drops a state that it cannot read, says so, and files nothing', async () => {
    const folder = newFolder();
    await upToReadBack(folder);
    await rewriteState(folder, () => ({ version: 1, state: { answers: ['5261117836207719'] } }));
    const { turn, end } = await sayIn(folder, YES);
    expect(turn.replies[0]).toContain('تغيّرت خطواتي');
    expect(end).toMatchObject({ complaints: [], activeDialog: null });
  });

  it('reads back again when the shop’s forms changed before the yes', async () => {
    const folder = newFolder();
    await upToReadBack(folder);
    const { knowledge } = openAnswering();
    const packs = knowledge.packs.map((pack) => ({
      ...pack,
      ...(pack.forms && { forms: { ...pack.forms, version: pack.forms.version + 1 } }),
    }));
    const runner = createScriptRunner({ ...knowledge, packs });
    const first = await sayIn(folder, YES, { runner });
    expect(first.end.complaints).toEqual([]);
    expect(first.turn.replies.join(' ')).toContain('هل كل شيء صحيح');
    expect((await sayIn(folder, YES, { runner })).end.complaints).toHaveLength(1);
  });

  it('offers to go on after hours, and goes on or stops as the customer likes', async () => {
    const folder = newFolder();
    for (const text of COMPLAINT.slice(0, 3)) await sayIn(folder, text);
    const stopped = newFolder();
    cpSync(folder, stopped, { recursive: true });
    const later = { now: '2026-11-22T21:30:00+00:00' };
    const back = await sayIn(folder, 'سلام', later);
    expect(back.turn.suggestedActions).toEqual(['نعم، لنكمل', 'إلغاء، لا تسجّل شيئًا']);
    expect((await sayIn(folder, 'نعم، لنكمل', later)).turn.replies).toEqual(['ما عنوانك؟']);
    await sayIn(stopped, 'سلام', later);
    expect((await sayIn(stopped, 'لا', later)).end).toMatchObject({ complaints: [], activeDialog: null });
  });

  it('files nothing on a doubt, a question, a wish or a no, at whatever register', async () => {
    for (const word of [
      'ممكن',
      'ymken',
      'peut-être',
      'واش خاصني نخلص؟',
      'la safi',
      'non',
      'صيفطو ليا الشاحن',
      'pas encore',
      'نعم ولكن العنوان ناقص',
      'oui mais le nom est faux',
    ]) {
      const { end } = await converse(XIAOMI, ...COMPLAINT, word);
      expect(end.complaints, word).toEqual([]);
    }
  });

  it('explains a voice message and a wrong value, and keeps what it has', async () => {
    const { turns } = await converse(XIAOMI, COMPLAINT[0] ?? '', '[voice]', 'رقم الطلب 12', '5261117836207719');
    expect(turns[1]?.replies.join(' ')).toContain('الرسائل الصوتية');
    expect(turns[2]?.replies.join(' ')).toContain('لا يبدو رقم طلب');
    expect(turns[3]?.replies).toEqual(['ما اسمك الكامل؟']);
  });

  it('takes a correction of every field at the reading back', async () => {
    const corrections: [keyof typeof FIELDS, string, string][] = [
      ['orderNumber', 'لا، رقم الطلب هو 5261108836201457', '5261108836201457'],
      ['name', 'smiya ghalta, smiti karim alami', 'karim alami'],
      ['address', 'mon adresse c’est 5 rue Atlas, Fès', '5 rue Atlas, Fès'],
      ['email', 'لا، البريد هو Autre@Example.ma', 'autre@example.ma'],
      ['requestedAction', 'لا بغيت نبدلو بواحد جديد', 'بغيت نبدلو بواحد جديد'],
    ];
    for (const [field, said, value] of corrections) {
      const { end } = await converse(XIAOMI, ...COMPLAINT, said, 'نعم');
      expect(end.complaints, field).toMatchObject([{ fields: { ...FIELDS, [field]: value } }]);
    }
  });

  it('knows the customer of a proved order, and the decision that it follows', async () => {
    const { turns, end } = await converse(
      VILLAGE,
      'بغيت نرجع العسل VIL-10238 khadija.amzil@example.ma ما عجبنيش وحليتو',
      'نعم، سجّل شكوى',
      'ما عجبنيش والعلبة كانت محلولة من قبل',
      'نعم',
    );
    expect(turns[0]?.suggestedActions).toEqual(['نعم، سجّل شكوى', 'لا، شكرًا']);
    const [complaint] = end.complaints as { fields: Record<string, string> }[];
    expect(complaint?.fields).toMatchObject({ orderNumber: 'VIL-10238', email: 'khadija.amzil@example.ma' });
    expect(complaint?.fields.name).toBeTruthy();
  });
});

describe('the state of a complaint', { timeout: 30_000 }, () => {
  it('is told for number and e-mail, and one answer covers unknown and not theirs', async () => {
    const folder = newFolder();
    await upToReadBack(folder);
    await sayIn(folder, YES);
    const [{ number } = { number: '' }] = await filingsIn(folder);
    const own = await sayIn(folder, 'فين وصلات الشكاية ديالي؟');
    expect(own.turn.replies.join(' ')).toContain(number);
    expect(own.turn.replies.join(' ')).toContain('29 نونبر 2026');
    const asked = `أين وصلت شكواي ${number}؟`;
    const wrong = await sayIn(folder, `${asked} autre@example.com`);
    const unknown = await sayIn(folder, 'أين وصلت شكواي 123-456-789؟ hicham.b@example.ma');
    expect(wrong.turn.replies).toEqual(unknown.turn.replies);
  });
});

describe('what a form says', () => {
  it('carries the clause that a rule rests on', async () => {
    const { turns } = await converse(XIAOMI, ...COMPLAINT, YES);
    expect(turns.at(-1)?.citations).toEqual([
      { clause: 'xiaomi-ma#15.3', quote: 'سيتلقى المشتري ردًا على شكواه في غضون سبعة (7) يومًا.' },
    ]);
    const messenger = await converse({ ...XIAOMI, channel: 'messenger' }, 'je veux faire une réclamation');
    expect(messenger.turns[0]?.citations[0]?.clause).toBe('xiaomi-ma#15.2');
    expect(read(messenger.turns)).toContain('service.ma@support.mi.com');
  });

  it('tells Village’s deadlines and its exchange number with the claim', async () => {
    const { turns } = await converse(VILLAGE, 'شكوى: العسل ناقص، VIL-10238', 'نعم');
    const cited = turns.flatMap(({ citations }) => citations.map(({ clause }) => clause));
    for (const clause of ['12', '13', '14-a', '14-b', '14-d', '14-e']) expect(cited).toContain(`village-ma#${clause}`);
  });

  it('files nothing where the text grants nothing, and names the way that it does give', async () => {
    const deletion = await converse(XIAOMI, 'احذفوا جميع بياناتي الشخصية');
    expect(deletion.end.privacyRequests).toEqual([]);
    expect(read(deletion.turns)).toContain('https://privacy.mi.com/support');
    for (const wish of ['أريد تقديم شكوى', 'احذفوا جميع بياناتي الشخصية']) {
      const { turns, end } = await converse({ shop: 'maroc4products' }, wish);
      expect(end).toMatchObject({ complaints: [], privacyRequests: [], activeDialog: null });
      expect(read(turns)).toContain('Info@maroc4products.com');
      expect(turns[0]?.suggestedActions).toEqual(['تحدث مع موظف']);
    }
  });
});

/** What a turn does that is killed right after it has claimed the number of the open form. */
async function claimNumber(folder: string): Promise<string> {
  let draft = '';
  await rewriteState(folder, (state) => {
    draft = state.draft;
    return {};
  });
  const driver = await openDriver(`sqlite:${join(folder, 'script.db')}`);
  const complaints = createComplaints({ driver, now: Date.now, log: createLog('error') });
  const ask = { shop: 'xiaomi-ma', conversation: 'web-script', draft, kind: 'complaint' as const };
  const number = await complaints.reserve(ask);
  await complaints.stop();
  await driver.close();
  return number;
}

type Stored = { draft: string; values: object };

/** Puts what an older version would have stored in place of the open form. */
async function rewriteState(folder: string, older: (state: Stored) => object): Promise<void> {
  const driver = await openDriver(`sqlite:${join(folder, 'script.db')}`);
  const [partition, key] = ['c:web-script', 'bot:web/conversations/web-script/'];
  const stored = await driver.get(partition, key);
  let found = 0;
  const value = JSON.parse(JSON.stringify(stored?.value), (_name, part) => {
    if (typeof part !== 'object' || part === null || typeof part.state?.draft !== 'string') return part;
    found += 1;
    return { ...part, ...older(part.state as Stored) };
  });
  await driver.commit({ partition, puts: [{ key, value, expect: stored?.version ?? 0 }] });
  await driver.close();
  expect(found).toBe(1);
}
