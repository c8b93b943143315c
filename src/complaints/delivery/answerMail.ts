import { type ComplaintMailWords, mailPage } from './complaintMail.ts';
import type { ShopMail } from './mailer.ts';
import type { Dispatch } from './target.ts';

/** The shop's answer as a mail to the customer: right to left, the same words as plain text. */
export function answerMail({ id, record, again, answer }: Dispatch, { say, shopName }: ComplaintMailWords): ShopMail {
  const { number, shop, kind } = record;
  const about = { kind: say(`mails.complaint.kinds.${kind}`), number, shop: shopName(shop) };
  const subject = say('mails.answer.subject', about);
  const lines = [answer?.text ?? '', say('mails.answer.why', about)];
  if (again) lines.push(say('mails.answer.again'));
  return {
    id,
    subject,
    text: [subject, ...lines].join('\n\n'),
    html: mailPage(subject, [], lines),
    again,
    attachments: [],
  };
}
