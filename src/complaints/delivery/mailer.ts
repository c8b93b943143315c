import { createTransport } from 'nodemailer';
import { transportOptions } from '../../orders/index.ts';
import { DeliveryError } from './target.ts';

/** A mail to the shop or to the customer, whatever it says. */
export interface ShopMail {
  /** Left half of the Message-ID; the same for every attempt. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The customer's address, so that the shop can answer by "reply". */
  readonly replyTo?: string;
  readonly again: boolean;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: Buffer;
  }[];
}

export interface Mailer {
  /** Resolves when the mail server has taken the mail. @throws DeliveryError */
  send(to: string, mail: ShopMail): Promise<void>;
  close(): void;
}

export interface MailerOptions {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  /** The sender, such as `Sanad <bot@example.ma>`. */
  readonly from: string;
  readonly timeoutMs?: number;
}

/** Sends mails over a few kept connections. */
export function createMailer({ url, from, timeoutMs = 15_000 }: MailerOptions): Mailer {
  const transport = createTransport({ ...transportOptions(url, timeoutMs), pool: true, maxConnections: 3 });
  const domain = /@([\w.-]+)/u.exec(from)?.[1] ?? 'localhost';
  return {
    send: async (to, { id, replyTo, again, ...mail }) => {
      const message = {
        ...mail,
        attachments: [...mail.attachments],
        from,
        to: { name: '', address: to },
        messageId: `<${id}@${domain}>`,
        ...(replyTo !== undefined && { replyTo: { name: '', address: replyTo } }),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Sanad-Id': id, ...(again && { 'X-Sanad-Again': 'true' }) },
      };
      await transport.sendMail(message).catch(refused);
    },
    close: () => transport.close(),
  };
}

/** Before the text of a mail has gone out nothing can have been accepted. */
const BEFORE_DATA = /^(CONN|EHLO|HELO|LHLO|STARTTLS|AUTH.*|MAIL FROM|RCPT TO)$/u;

function refused(error: unknown): never {
  const {
    code = 'Error',
    command = '',
    responseCode,
  } = error as { code?: string; command?: string; responseCode?: number };
  const answered = typeof responseCode === 'number';
  const about = code === 'EENVELOPE' || code === 'EMESSAGE';
  throw new DeliveryError({
    code: answered ? `Smtp${responseCode}` : code,
    unconfirmed: !answered && !BEFORE_DATA.test(command) && !/^(EDNS|ECONNECTION|ECONNREFUSED|EAUTH|ETLS)$/u.test(code),
    final: about && answered && responseCode >= 500,
    down: !(about && answered) || responseCode === 421,
    cause: error,
  });
}
