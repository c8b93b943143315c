import type { Direction } from './direction.ts';

/** A piece of a text: plain, foreign to the line's direction and so kept apart from it, or a link. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'isolated'; readonly text: string; readonly direction: Direction }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

// Every repetition is bounded: a customer may paste anything, and nothing may hold the page up.
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"«»]{1,2000}/;
const EMAIL = /[a-z0-9][\w.+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.[a-z]{2,24}/;
const PHONE = /(?:\+|00)?\d(?:[ .-]?\d){7,14}/;
const LINK = new RegExp(`(${ADDRESS.source})|(${EMAIL.source})|(${PHONE.source})`, 'giu');

/** What stands inside a Latin word or number and does not end it: `n°5`, `A-12`, `l'écran`. */
const INSIDE = /[.,:/\\_@#&+'’*=–°-]{1,6}(?=[\p{Script=Latin}0-9])/u;
/** From one word to the next: a space, also after `Pro+` or `50%`; after a stop or comma only before a word. */
const BETWEEN = /[+%°]?[ \u00a0](?=[#@+]?[\p{Script=Latin}0-9])|[+%°]?[,;:.!?…][ \u00a0](?=\p{Script=Latin})/u;
/** A short remark in brackets in the middle of a Latin sentence. */
const REMARK = /[ \u00a0]\([\p{Script=Latin}\p{M}0-9 .,:/+'’°-]{1,60}\)[,;:.!?…]?[ \u00a0](?=\p{Script=Latin})/u;
/** Latin words and sentences, numbers, order ids and what joins them: shown left to right as one piece inside Arabic. */
const LATIN_RUN = new RegExp(
  String.raw`[#@+]?[\p{Script=Latin}0-9](?:[\p{Script=Latin}\p{M}0-9]|${INSIDE.source}|${BETWEEN.source}|${REMARK.source})*[%°]?`,
  'gu',
);
const ARABIC_RUN = /\p{Script=Arabic}(?:[\p{Script=Arabic}\p{M}\p{P}\d\s]*\p{Script=Arabic})?/gu;

/**
 * Cuts one line into segments. Numbers, order ids and Latin words are isolated in Arabic lines (Arabic words in
 * French ones), so that the browser's ordering of mixed directions cannot turn "0800 090 190" or "A-12" around.
 */
export function segmentsOf(line: string, direction: Direction): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const match of line.matchAll(LINK)) {
    const link = linkOf(match, line);
    if (!link) continue;
    segments.push(...isolate(line.slice(at, match.index), direction), link);
    at = match.index + link.text.length;
  }
  return [...segments, ...isolate(line.slice(at), direction)];
}

function linkOf(match: RegExpMatchArray, line: string): Segment | undefined {
  const [, address, email, phone] = match;
  const at = match.index ?? 0;
  if (address) {
    const text = address.replace(/(?![/=&#_-])[\p{P}]{1,20}$/u, '');
    return toLink(text, /^http/i.test(text) ? text : `https://${text}`);
  }
  if (email) return toLink(email, `mailto:${email}`);
  const touching = /[\w/.-]/.test(line[at - 1] ?? ' ') || /[\w/-]/.test(line[at + (phone ?? '').length] ?? ' ');
  const digits = (phone ?? '').replace(/[ .-]/g, '').replace(/^00/, '+');
  if (!phone || touching || !/^(0[5-8]\d{8}|\+\d{9,15})$/.test(digits)) return undefined;
  return toLink(phone, `tel:${digits}`);
}

function toLink(text: string, href: string): Segment | undefined {
  const safe = safeHref(href);
  return safe === undefined ? undefined : { kind: 'link', text, href: safe };
}

const SAFE = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The address when it is of a kind that a customer may be sent to; no `javascript:`, `data:` or others. */
export function safeHref(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined;
  try {
    const url = new URL(address);
    return SAFE.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function isolate(text: string, direction: Direction): Segment[] {
  const [runs, other] = direction === 'rtl' ? ([LATIN_RUN, 'ltr'] as const) : ([ARABIC_RUN, 'rtl'] as const);
  const segments: Segment[] = [];
  let at = 0;
  for (const match of text.matchAll(runs)) {
    if (match.index > at) segments.push({ kind: 'text', text: text.slice(at, match.index) });
    segments.push({ kind: 'isolated', text: match[0], direction: other });
    at = match.index + match[0].length;
  }
  if (at < text.length) segments.push({ kind: 'text', text: text.slice(at) });
  return segments;
}
