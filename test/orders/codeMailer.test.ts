import { expect, it } from 'vitest';
import { createCodeMailer, transportOptions } from '../../src/orders/codeMailer.ts';
import { startMailServer } from '../support/mailServer.ts';

it('sends one short mail in Arabic to one address', async () => {
  const server = await startMailServer();
  const words = ({ shop, code, minutes }: { shop: string; code: string; minutes: number }) => ({
    subject: `رمز من ${shop}`,
    text: `رمزك ${code} صالح ${minutes} دقائق`,
  });
  const mailer = createCodeMailer({ url: server.url, from: 'Sanad <bot@shop.example>', words, now: () => 0 });
  await mailer.send({ shop: 'village-ma', to: 'a@example.com', code: '012345', expiresAt: 600_000 });
  mailer.close();
  expect(server.mails).toMatchObject([
    { from: 'bot@shop.example', to: ['a@example.com'], text: expect.stringContaining('رمزك 012345 صالح 10 دقائق') },
  ]);
  await server.close();
});

it('says no more than an error code when the server cannot be reached', async () => {
  const words = () => ({ subject: 's', text: 't' });
  const mailer = createCodeMailer({ url: 'smtp://user:hunter2@127.0.0.1:1', from: 'a@b.example', words, now: () => 0 });
  const failed = mailer.send({ shop: 'x', to: 'a@example.com', code: '012345', expiresAt: 600_000 });
  await expect(failed).rejects.toThrow(/^(?!.*hunter2)(?!.*example\.com)/);
});

it('insists on TLS where it sends a password to another machine', () => {
  expect(transportOptions('smtp://me%40x.ma:p%2Fw@mail.example.ma', 5)).toMatchObject({
    host: 'mail.example.ma',
    port: 587,
    secure: false,
    requireTLS: true,
    auth: { user: 'me@x.ma', pass: 'p/w' },
  });
  expect(transportOptions('smtps://mail.example.ma', 5)).toMatchObject({ port: 465, secure: true, requireTLS: false });
  expect(transportOptions('smtp://u:p@127.0.0.1:2525', 5)).toMatchObject({ port: 2525, requireTLS: false });
});
