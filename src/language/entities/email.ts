import { type Page, takeMatches } from './finder.ts';

/** E-mail addresses, also with a space around the `@` or a phone keyboard's capital at the start. */
export function takeEmails(page: Page): void {
  takeMatches(page, EMAIL, (match) => ({ kind: 'email', value: match[0].replace(/\s/g, '').toLowerCase() }));
}

/** Lengths are bounded so that a long run of letters costs no more than its length. */
const EMAIL = /(?<![\w.%+-])[\w.%+-]{1,64} ?@ ?[a-z\d-]{1,63}(?:\.[a-z\d-]{2,63}){1,4}/gi;
