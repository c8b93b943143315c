import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startChild } from '../support/child.ts';

const CLI = fileURLToPath(new URL('../../src/cli/channels.ts', import.meta.url));
const TOKEN = 'a-token-that-must-not-be-shown';
const SECRET = 'an-app-secret-that-must-not-be-shown';

async function check(env: Record<string, string>) {
  const child = startChild(CLI, ['check'], env);
  await child.ended();
  return { code: child.process.exitCode, said: child.output() };
}

it('says what is set and what the platform must be told, and shows no secret', async () => {
  const { code, said } = await check({
    PUBLIC_URL: 'https://chat.example.ma',
    WHATSAPP_ACCOUNTS: `xiaomi-ma=106540352242922:${TOKEN}`,
    META_APPS: `*=120000000000001:${SECRET}`,
    META_VERIFY_TOKEN: 'a-verify-token-of-ours',
  });
  expect(code).toBe(0);
  expect(said).toContain('WhatsApp: 106540352242922');
  expect(said).toContain('callback URL https://chat.example.ma/webhooks/whatsapp, verify token a-verify-token-of-ours');
  expect(said).not.toContain(TOKEN);
  expect(said).not.toContain(SECRET);
}, 30_000);

it('names everything that is missing or wrong at once', async () => {
  const { code, said } = await check({
    WHATSAPP_ACCOUNTS: `xiaomi-ma=106540352242922:${TOKEN},village-ma=106540352242922:${TOKEN}`,
    TELEGRAM_BOTS: 'nobody=123456789:telegram-token-for-tests-0123456',
    AZURE_BOTS: 'xiaomi-ma=11111111-2222-4333-8444-555555555555',
  });
  expect(code).toBe(1);
  for (const variable of ['META_APPS', 'META_VERIFY_TOKEN', 'AZURE_TENANT_ID', 'TELEGRAM_BOTS', 'WHATSAPP_ACCOUNTS']) {
    expect(said).toMatch(new RegExp(`MISSING OR WRONG +${variable}`));
  }
  expect(said).not.toContain(TOKEN);
}, 30_000);
