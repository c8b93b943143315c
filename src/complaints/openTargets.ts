import type { ComplaintMailWords } from './delivery/complaintMail.ts';
import { type AnswerWay, customerTargets } from './delivery/customerTargets.ts';
import { createMailer } from './delivery/mailer.ts';
import { mailTarget } from './delivery/mailTarget.ts';
import type { Target } from './delivery/target.ts';
import { webhookTarget } from './delivery/webhookTarget.ts';

/** The settings of delivery, as the configuration reads them. */
export interface TargetSettings {
  /** `shop=address` pairs; a shop may have several. */
  readonly mail: readonly (readonly [shop: string, address: string])[];
  readonly webhooks: ReadonlyMap<string, string>;
  readonly webhookSecrets: ReadonlyMap<string, string>;
  readonly smtpUrl?: string | undefined;
  readonly from: string;
}

/** The settings of delivery in the words of the environment. */
export function targetSettings(config: {
  readonly COMPLAINTS_MAIL: TargetSettings['mail'];
  readonly COMPLAINTS_WEBHOOKS: TargetSettings['webhooks'];
  readonly COMPLAINTS_WEBHOOK_SECRETS: TargetSettings['webhookSecrets'];
  readonly SMTP_URL?: string | undefined;
  readonly MAIL_FROM: string;
}): TargetSettings {
  return {
    mail: config.COMPLAINTS_MAIL,
    webhooks: config.COMPLAINTS_WEBHOOKS,
    webhookSecrets: config.COMPLAINTS_WEBHOOK_SECRETS,
    smtpUrl: config.SMTP_URL,
    from: config.MAIL_FROM,
  };
}

export interface OpenTargets {
  readonly targets: readonly Target[];
  /** The ways to the customers of these shops; without `conversations` they are only named, and nothing is sent. */
  customers(shops: readonly string[], conversations?: () => AnswerWay): Target[];
  /** Closes the connections to the mail server. */
  close(): void;
}

/** Makes a target of every address and webhook. The configuration has checked that what belongs together is there. */
export function openTargets(
  settings: TargetSettings,
  words: ComplaintMailWords,
  { now, timeoutMs }: { now: () => number; timeoutMs?: number },
): OpenTargets {
  const { mail, webhooks, webhookSecrets, smtpUrl, from } = settings;
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  const mailer = smtpUrl === undefined ? undefined : createMailer({ url: smtpUrl, from, ...limit });
  const mails = mailer ? mail.map(([shop, address]) => mailTarget({ shop, address, mailer, words })) : [];
  const hooks = [...webhooks].map(([shop, url]) => {
    return webhookTarget({ shop, url, secret: webhookSecrets.get(shop) ?? '', now, ...limit });
  });
  return {
    targets: [...mails, ...hooks],
    customers: (shops, conversations) =>
      customerTargets({ shops, words, now, mailer, ...(conversations && { conversations }) }),
    close: () => mailer?.close(),
  };
}
