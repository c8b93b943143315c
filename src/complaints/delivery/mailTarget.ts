import { createHash } from 'node:crypto';
import { type ComplaintMailWords, complaintMail } from './complaintMail.ts';
import type { Mailer } from './mailer.ts';
import type { Dispatch, Target } from './target.ts';

export interface MailTargetOptions {
  readonly shop: string;
  readonly address: string;
  readonly mailer: Mailer;
  readonly words: ComplaintMailWords;
}

/** A person of the shop who gets complaints by e-mail. */
export function mailTarget({ shop, address, mailer, words }: MailTargetOptions): Target {
  const id = `mail-${createHash('sha256').update(address).digest('hex').slice(0, 12)}`;
  const send = (dispatch: Dispatch) => mailer.send(address, complaintMail(dispatch, words));
  return { id, shop, kind: 'mail', name: address, send };
}
