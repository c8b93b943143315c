import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it('files a complaint in the terminal, and tells its state by the number', async () => {
  const chat = spawn(process.execPath, ['src/cli/chat.ts', 'village-ma'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = ['بغيت ندير شكاية على الطلب VIL-20999، وصلني الطاجين مكسر', 'نعم', 'فين وصلات الشكاية ديالي؟'];
  chat.stdin.end(`${lines.join('\n')}\n`);
  const said = await text(chat.stdout);
  const number = /VM-\d{3}-\d{3}-\d{3}/u.exec(said)?.[0];
  expect(number).toBeDefined();
  expect(said).toMatch(new RegExp(`${number}[^\\n]*لم يُجب عنه بعد`, 'u'));
}, 120_000);
