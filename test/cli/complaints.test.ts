import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { complaintsCommand } from '../../src/cli/complaintsCommand.ts';
import { customersCommand } from '../../src/cli/customersCommand.ts';
import { UsageError } from '../../src/cli/usageError.ts';
import { createComplaints, FILINGS } from '../../src/complaints/index.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { openDriver } from '../../src/storage/index.ts';
import { filing } from '../support/filing.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanad-complaints-'));
const STORAGE_URL = `sqlite:${join(folder, 'sanad.db')}`;
let number = '';

beforeAll(async () => {
  const driver = await openDriver(STORAGE_URL);
  const complaints = createComplaints({ driver, now: Date.now, log: createLog('silent') });
  const draft = { shop: 'xiaomi-ma', conversation: 'web-1', draft: 'one', kind: 'complaint' as const };
  number = await complaints.reserve(draft);
  const fields = { ...filing().fields, description: '=cmd() "مكسور", جدا' };
  await driver.commit({ partition: 'records', ranks: [{ index: FILINGS, member: 'web-1', order: Date.now() }] });
  await driver.commit({ partition: 'c:web-1', appends: [{ list: FILINGS, value: filing({ number, fields }) }] });
  await complaints.work();
  await complaints.stop();
  await driver.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COMMANDS = { complaints: complaintsCommand, customers: customersCommand };
/** The command in this process; a fault comes back as what it would print. */
const run = async (name: keyof typeof COMMANDS, args: readonly string[], env: Record<string, string> = {}) => {
  let stdout = '';
  const write = (text: string) => {
    stdout += text;
  };
  const parts = { config: readConfig({ STORAGE_URL, ...env }), shops: ['village-ma', 'xiaomi-ma'], write };
  try {
    await COMMANDS[name](args, parts);
    return { stdout, stderr: '', code: 0 };
  } catch (error) {
    return { stdout, stderr: (error as Error).message, code: error instanceof UsageError ? 2 : 1 };
  }
};

it('runs as a program, and ends with what is wrong and a status', async () => {
  const env = { ...process.env, STORAGE_URL };
  const start = (file: string, ...args: string[]) =>
    promisify(execFile)(process.execPath, [`src/cli/${file}.ts`, ...args], { env });
  expect((await start('complaints', 'list')).stdout).toContain(number);
  await expect(start('customers', 'fly')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('npm run customers'),
  });
}, 60_000);

it('lists, assigns, answers, shows, exports, sends again and closes a complaint', async () => {
  expect((await run('complaints', ['list'])).stdout).toContain(`${number}  complaint  open`);
  const digits = number.replace(/\D/g, '');
  await run('complaints', ['assign', '--number', digits, '--to', 'Ali', '--by', 'Sara']);
  expect((await run('complaints', ['list', '--state', 'assigned'])).stdout).toContain('Ali');
  expect((await run('complaints', ['list', '--state', 'open'])).stdout).toBe('none\n');
  expect(await run('complaints', ['resend', '--number', number])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('COMPLAINTS_MAIL'),
  });
  const env = { COMPLAINTS_MAIL: 'xiaomi-ma=a@shop.example', SMTP_URL: 'smtp://127.0.0.1:1' };
  expect((await run('complaints', ['resend', '--number', number], env)).stdout).toContain('1 to be sent');
  await run('complaints', ['answer', '--number', number, '--text', 'تم', '--by', 'Ali'], env);
  const shown = JSON.parse((await run('complaints', ['show', '--number', number], env)).stdout);
  expect(shown).toMatchObject({
    number,
    state: 'answered',
    answer: { text: 'تم' },
    deliveries: [
      { state: 'waiting', name: 'a@shop.example', notice: 'filed' },
      { state: 'waiting', name: 'customer_chat', notice: 'answer' },
      { state: 'waiting', name: 'customer_mail', notice: 'answer' },
    ],
  });
  const { stdout: sheet } = await run('complaints', ['export']);
  expect(sheet).toContain('"\'=cmd() ""مكسور"", جدا"');
  expect(sheet.split('\r\n')[0]).toContain('number,kind,shop,state');
  expect(JSON.parse((await run('complaints', ['export', '--format', 'json'])).stdout)).toMatchObject([{ number }]);
  expect((await run('complaints', ['close', '--number', number])).stdout).toContain('closed');
  expect(await run('complaints', ['close', '--number', number])).toMatchObject({ code: 1 });
});

it('says how it is called, and what it does not know', async () => {
  expect(await run('complaints', ['fly'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('npm run complaints'),
  });
  expect(await run('complaints', ['list', '--state', 'lost'])).toMatchObject({ code: 2 });
  expect(await run('complaints', ['show', '--number', 'XM-1'])).toMatchObject({ code: 1 });
  expect(await run('customers', ['erase', '--shop', 'xiaomi-ma'])).toMatchObject({ code: 2 });
  expect(await run('customers', ['erase', '--shop', 'nowhere', '--email', 'a@example.com'])).toMatchObject({ code: 2 });
});

it('gives a customer out, deletes only on a clear yes, and then everything', async () => {
  const whom = ['--shop', 'xiaomi-ma', '--email', 'a@example.com'];
  const given = JSON.parse((await run('customers', ['export', ...whom])).stdout);
  expect(given).toMatchObject({ complaints: [{ number }] });
  expect((await run('customers', ['erase', ...whom])).stdout).toContain('would delete 0 conversations, 1 complaints');
  expect((await run('complaints', ['list'])).stdout).toContain(number);
  expect((await run('customers', ['erase', ...whom, '--yes'])).stdout).toContain(
    'deleted: 0 conversations, 1 complaints',
  );
  expect((await run('complaints', ['list'])).stdout).toBe('none\n');
}, 60_000);
