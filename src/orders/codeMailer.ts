import { createTransport } from 'nodemailer';
import type { CodeMail } from './orders.ts';

export interface CodeMailerOptions {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  /** The sender, such as `Sanad <bot@example.ma>`. */
  readonly from: string;
  /** The sentences of the mail, from the locales. */
  readonly words: (mail: { readonly shop: string; readonly code: string; readonly minutes: number }) => {
    readonly subject: string;
    readonly text: string;
  };
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timeoutMs?: number;
}

export interface CodeMailer {
  /** Resolves when the mail server has taken the mail. */
  readonly send: (mail: CodeMail) => Promise<void>;
  close(): void;
}

/** Sends one-time codes by SMTP. With credentials it insists on TLS, except towards a server on this machine. */
export function createCodeMailer(options: CodeMailerOptions): CodeMailer {
  const { from, words, now, timeoutMs = 10_000 } = options;
  const transport = createTransport(transportOptions(options.url, timeoutMs));
  return {
    send: async (mail) => {
      const minutes = Math.max(1, Math.round((mail.expiresAt - now()) / 60_000));
      const { subject, text } = words({ shop: mail.shop, code: mail.code, minutes });
      await transport.sendMail({ from, to: { name: '', address: mail.to }, subject, text });
    },
    close: () => transport.close(),
  };
}

/** What an SMTP address means. Exported for its test: TLS towards other machines cannot be tried on this one. */
export function transportOptions(address: string, timeoutMs: number) {
  const url = new URL(address);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    requireTLS: url.username !== '' && !isThisMachine(url.hostname),
    ...(url.username !== '' && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host);
}
