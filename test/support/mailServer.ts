import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came. */
  readonly raw: string;
  /** The body, with the transfer encoding undone. */
  readonly text: string;
}

/** A real SMTP server on this machine that keeps what it is given. */
export interface MailServer {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** While set, mails are taken but never answered for. */
  hold(): void;
  /** While set, mails are refused with this answer to their recipient. */
  refuse(answer: { readonly code: number } | undefined): void;
  /** Answers for all that were held. */
  release(): void;
  close(): Promise<void>;
}

export async function startMailServer(fixedPort = 0): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let waiting: (() => void)[] | undefined;
  let refusal: { readonly code: number } | undefined;
  const server = new SMTPServer({
    authOptional: true,
    closeTimeout: 200,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, callback) => {
      callback(refusal && Object.assign(new Error('refused'), { responseCode: refusal.code }));
    },
    async onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
      } catch {
        return; // the sender went away in the middle: nothing was accepted
      }
      const raw = Buffer.concat(chunks).toString('utf8');
      const { mailFrom, rcptTo } = session.envelope;
      mails.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map((one) => one.address),
        raw,
        text: bodyOf(raw),
      });
      if (waiting) waiting.push(() => callback());
      else callback();
    },
  });
  // A sender that is killed breaks its connection off; that is no fault of the server.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(fixedPort, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    hold: () => {
      waiting = [];
    },
    refuse: (answer) => {
      refusal = answer;
    },
    release: () => {
      for (const answer of waiting ?? []) answer();
      waiting = undefined;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function bodyOf(raw: string): string {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(text, 'base64').toString('utf8');
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return text;
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
