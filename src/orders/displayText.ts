/**
 * A text of an order (an article's name, a gift, an address) made harmless for showing: it stays one short line of
 * plain words whatever was written into the shop's system. Markup of web pages and of messengers, links, control and
 * direction characters and quotation marks lose their effect; ordinary names come out unchanged.
 * The words themselves stay: what they say is shown between quotation marks and is never read as an instruction.
 */
export function displayText(text: string, most = 120): string {
  const plain = text
    .slice(0, MOST_READ)
    .toWellFormed()
    .normalize('NFC')
    .replace(WHITE, ' ')
    .replace(UNSEEN, '')
    .replace(TAG, ' ')
    .replace(BETWEEN_DIGITS, '×')
    .replace(MARKUP, ' ')
    .replace(LEADING_MARK, '')
    .replace(OPENING, '(')
    .replace(CLOSING, ')')
    .replace(QUOTE, "'");
  // Links go last: nothing after this can put one together again.
  return shorten(plain.replace(MANY_SPACES, ' ').trim(), most)
    .replace(LINK, '…')
    .replace(LEADING_MARK, '')
    .replace(MANY_SPACES, ' ')
    .trim();
}

/** Of longer texts the rest is not even looked at. */
const MOST_READ = 4000;
/** Line breaks, tabs and separators of all kinds. */
const WHITE = /[\s\u0085\u2028\u2029]+/gu;
/** Control, direction, joining and zero-width characters, tag characters, private ones, and stacked marks. */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Co}|\p{Cn}|\u034f|[\u115f\u1160\u3164\uffa0]|(?<=\p{M}{3})\p{M}+/gu;
/** `<b>`, `</a>`, `<img src=…>`, `<!-- -->`; also one that never ends. Bounded, so that it costs linear time. */
const TAG = /<[/!?a-z][^<>]{0,300}(?:>|$)/giu;
/** Addresses that messengers would turn into links. */
const LINK =
  /(?:[^\s:]{0,20}:\/\/\S*|www\.\S*|\b(?:javascript|data|mailto|tel):\S*|(?<![\p{L}\d])(?:[a-z\d-]{1,40}\.){1,4}(?:com|net|org|ma|fr|io|me|ru|cn|info|link|site|shop|store|xyz|top|app|dev|ly|gl|biz|online)(?![\p{L}\d])\S*)/giu;
const BETWEEN_DIGITS = /(?<=\d) ?\* ?(?=\d)/g;
const MARKUP = /[*_~`|\\]/g;
const OPENING = /[[{<]/g;
const CLOSING = /[\]}>]/g;
const QUOTE = /["«»“”„‟‹›「」]/g;
/** Signs that begin a heading, a list, a quotation, a command or a mention. */
const LEADING_MARK = /^[\s#>@/=+-]+/;
const MANY_SPACES = / {2,}/g;

function shorten(line: string, most: number): string {
  if (line.length <= most) return line;
  const kept = line
    .slice(0, most - 1)
    .toWellFormed()
    .replace(/\ufffd$/u, '');
  return `${kept.trimEnd()}…`;
}
