import type { Recognizer } from '../../src/answers/index.ts';
import {
  type Entity,
  type LabelScore,
  lightStem,
  normalize,
  readEntities,
  skeleton,
  splitMessage,
  tokenize,
} from '../../src/language/index.ts';
import type { FactName, Reason } from '../../src/returns/index.ts';
import { lazily } from './lazily.ts';
import {
  type PhraseFile,
  type Phrases,
  phraseCompiler,
  readPhraseFile,
  readSaid,
  type SaidMessage,
} from './phraseBook.ts';
import type { Reading, SaidFacts, SaidReason } from './reading.ts';
import { createDateReader, type DateReader } from './saidDates.ts';
import { reasonOf, STATEMENT_FACTS } from './statements.ts';

/** What a stretch of the message tells, the likeliest first. */
type Rank = (stretch: string) => readonly LabelScore[];

/** A stretch of the message with what it seems to tell. */
interface Told {
  readonly stretch: string;
  /** It is the message, not a clause of it. */
  readonly whole: boolean;
  readonly statements: readonly LabelScore[];
}

/** Reads messages for flows. Made once; pure afterwards. */
export interface MessageReader {
  read(text: string, now: Date): Reading;
  /** What tells the kind of article in a text: stems, consonants and kinds, to be compared with another text's. */
  keys(text: string): ReadonlySet<string>;
  /** Does the text name an article by its kind? */
  namesArticle(text: string): boolean;
  /** Is a word one that stands beside an order's number and names no article: "order", "number"? */
  isOrderWord(word: string): boolean;
}

interface Book {
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly noAlone: readonly string[];
  readonly cancelWhole: readonly string[];
  readonly signs: Readonly<Record<(typeof SIGNS)[number], Phrases>>;
  readonly reasons: readonly (readonly [Reason, Phrases])[];
  readonly facts: readonly (readonly [
    FactName,
    { readonly yes: Phrases; readonly no: Phrases; readonly unless: Phrases },
  ])[];
  readonly choices: readonly (readonly [FactName, readonly (readonly [string, Phrases])[]])[];
  readonly carrier: Phrases;
  readonly confirmation: Phrases;
  /** Before a wish: the place where a clause is cut. */
  readonly wishBegins: RegExp;
  readonly looked: Phrases;
  readonly articles: readonly Phrases[];
  readonly noArticle: Phrases;
  readonly dates: DateReader;
}

const SIGNS = [
  'unknown',
  'cancel',
  'correction',
  'noNumber',
  'wantsCode',
  'nothing',
  'all',
  'own',
  'wish',
  'sameDay',
  'notReceived',
  'notExisting',
  'supposes',
  'exchangeFor',
] as const;

/** The telling ones first: where the words fit several, the first is meant unless the topic says otherwise. */
const REASON_ORDER: readonly Reason[] = [
  'price_error',
  'wrong_item',
  'missing_item',
  'not_as_described',
  'damaged_in_transit',
  'unavailable',
  'late_delivery',
  'defective',
  'cancel_before_confirmation',
  'change_of_mind',
];
/** From this probability on a statement alone tells the reason as clearly as known words, */
const CLEAR = 0.7;
/** from this one it is likely, */
const ASSUMED = 0.55;
/** from this one it is a guess, */
const GUESSED = 0.5;
/** from this one it chooses among the reasons that the words fit, */
const CHOOSES = 0.25;
/** and below this one it is not what the words seemed to tell. */
const UNLIKELY = 0.05;
/** From this one it is as good as told in known words. */
const OUTWEIGHS = 0.9;
/** From these it outweighs words that are known for something else: words that seem out of place, and any. */
const CONTRADICTS = 0.95;
const OVERRULES = 0.98;

let opened: Book | undefined;

/** Opens the phrases, once, for reading messages with a recognizer. */
export function createMessageReader(recognizer: Recognizer): MessageReader {
  opened ??= openBook(readPhraseFile());
  const book = opened;
  return {
    read: (text, now) => readMessage(text, now, book, rankOnce(recognizer)),
    keys: (text) => articleKeys(text, book),
    namesArticle: (text) => namesArticle(readSaid(text), book),
    isOrderWord: (word) => book.noArticle.find(readSaid(word)) !== undefined,
  };
}

/** Stretches that differ in nothing but marks and spaces are ranked once. */
function rankOnce({ statements }: Recognizer): Rank {
  const ranked = new Map<string, readonly LabelScore[]>();
  return (stretch) => {
    const words = normalize(stretch);
    const best = ranked.get(words) ?? statements.top(statements.probabilities(stretch), MOST_STATEMENTS);
    ranked.set(words, best);
    return best;
  };
}

function openBook(file: PhraseFile): Book {
  const compile = phraseCompiler();
  const signs = Object.fromEntries(SIGNS.map((name) => [name, compile(file[name])])) as Book['signs'];
  return {
    yes: file.yes.map(normalize),
    no: file.no.map(normalize),
    noAlone: file.noAlone.map(normalize),
    cancelWhole: file.cancelWhole.map(normalize),
    signs,
    reasons: REASON_ORDER.map((reason) => [reason, compile(file.reasons[reason] ?? [])]),
    facts: Object.entries(file.facts).map(([fact, said]) => [
      fact as FactName,
      {
        yes: compile(said.true ?? []),
        no: compile(said.false ?? []),
        unless: compile(said.unless ?? []),
      },
    ]),
    choices: Object.entries(file.choices).map(([fact, words]) => [
      fact as FactName,
      Object.entries(words).map(([word, said]) => [word, compile(said)] as const),
    ]),
    carrier: compile(file.carrierWords),
    confirmation: compile(file.facts.writtenConfirmationMissing?.true ?? []),
    wishBegins: new RegExp(`(?<=\\s)(?=(?:${file.wishBegins.join('|')})\\s)`, 'iu'),
    looked: compile(file.lookedOnly),
    noArticle: compile(file.noArticle),
    articles: file.articles.map((kind) => compile([kind])),
    dates: createDateReader(file.dates, compile),
  };
}

function readMessage(text: string, now: Date, book: Book, rank: Rank): Reading {
  const words: Words = lazyWords({
    whole: () => normalize(text),
    said: () => readSaid(text),
    entities: () => readEntities(text, { now }),
    told: () => statementsIn(text, book, rank),
    known: () => readFacts(words.said, book),
  });
  const has = (name: (typeof SIGNS)[number]) => () => book.signs[name].find(words.said) === 'said';
  const value = (kind: 'orderNumber' | 'email' | 'phone') => () =>
    words.entities.findLast((entity) => entity.kind === kind)?.value as string | undefined;
  // Nothing is an order's or a phone's number that holds no sign which could be read as a digit.
  const number = (kind: 'orderNumber' | 'phone') => () => (MAY_BE_DIGIT.test(text) ? value(kind)() : undefined);
  const reading: Reading = lazyReading({
    text: () => text,
    said: () => words.said,
    answer: () => readAnswer(text, book),
    doesNotKnow: has('unknown'),
    cancels: () => book.cancelWhole.includes(words.whole) || has('cancel')(),
    corrects: has('correction'),
    asks: () => splitMessage(text).some((part) => part.asks),
    own: has('own'),
    wishes: has('wish'),
    hasNoNumber: has('noNumber'),
    wantsCode: has('wantsCode'),
    saysNothing: has('nothing'),
    meansAll: has('all'),
    saysSameDay: has('sameDay'),
    saysNotReceived: has('notReceived'),
    saysNone: has('notExisting'),
    supposes: has('supposes'),
    orderNumber: number('orderNumber'),
    bareNumber: () => bareNumber(text, words.entities, book),
    email: value('email'),
    phone: number('phone'),
    digits: () => /^(?:\D{0,12})(\d{1,8})\D{0,3}$/u.exec(words.whole)?.[1],
    dates: () => book.dates.read(text, words.said, words.entities, now),
    facts: () => factsOf(words, book),
    // Words of known meaning are looked for first: what a message seems to tell is dear to read.
    tellsFact: () => Object.keys(words.known).length > 0 || Object.keys(reading.facts).length > 0,
    likely: () => likelyFacts(words.told),
    reason: () => readReason(words.said, words.told, book),
  });
  return reading;
}

interface Words {
  /** The whole message, normalized. */
  readonly whole: string;
  readonly said: SaidMessage;
  readonly entities: readonly Entity[];
  readonly told: readonly Told[];
  /** What is told in words of known meaning. */
  readonly known: SaidFacts;
}

const lazyWords = lazily<Words>();
const lazyReading = lazily<Reading>();
const MAY_BE_DIGIT = /[\p{N}\p{So}]/u;

/** Yes or no at the beginning of a message. */
function readAnswer(text: string, book: Book): Reading['answer'] {
  const first = normalize(text.split(/[.,،؛;!?\n]/u)[0] ?? '');
  const whole = normalize(text);
  if (book.noAlone.includes(first) || book.noAlone.includes(whole)) return 'no';
  const begins = (phrases: readonly string[]) =>
    Math.max(
      0,
      ...phrases.filter((phrase) => whole === phrase || whole.startsWith(`${phrase} `)).map((phrase) => phrase.length),
    );
  const [yes, no] = [begins(book.yes), begins(book.no)];
  if (yes === no) return undefined;
  return yes > no ? 'yes' : 'no';
}

/** What is told in known words, and what else the message tells as clearly. */
function factsOf({ told, said, known }: Words, book: Book): SaidFacts {
  const { opened, sealed, ...seems } = withoutDenied(clearFacts(told), said, book);
  // "I did not use it" sounds like "I did not open it", and does not say so.
  const isOfUse = known.used === false && known.opened === undefined && known.sealed === undefined;
  return {
    ...seems,
    ...(!isOfUse && { ...(opened !== undefined && { opened }), ...(sealed !== undefined && { sealed }) }),
    ...known,
  };
}

/** What words of known meaning rule out is not taken from what a message seems to tell. */
function withoutDenied(seems: SaidFacts, said: SaidMessage, book: Book): SaidFacts {
  const told = Object.entries(seems);
  if (told.length === 0) return seems;
  const unless = (fact: string) => book.facts.find(([name]) => name === fact)?.[1].unless;
  return Object.fromEntries(told.filter(([fact]) => unless(fact)?.find(said) === undefined));
}

function readFacts(said: SaidMessage, book: Book): SaidFacts {
  const facts: Record<string, boolean | string> = {};
  for (const [fact, { yes, no, unless }] of book.facts) {
    if (unless.find(said) !== undefined) continue;
    const found = yes.find(said);
    if (no.find(said) === 'said') facts[fact] = false;
    else if (found) facts[fact] = found === 'said';
  }
  for (const [fact, words] of book.choices) {
    const word = words.find(([, phrases]) => phrases.find(said) === 'said');
    if (word) facts[fact] = word[0];
  }
  // "I told the carrier" is no notice to the shop, unless the shop is named too in words of its own.
  const told = said.clauses.filter((clause) => book.carrier.find({ clauses: [clause] }) === undefined);
  const notice = book.facts.find(([fact]) => fact === 'noticeGiven')?.[1].yes.find({ clauses: told });
  if (notice) facts.noticeGiven = notice === 'said';
  else delete facts.noticeGiven;
  // "I opened it only to look" denies the use.
  if (facts.opened === true && facts.used === undefined && book.looked.find(said) === 'said') facts.used = false;
  return facts;
}

function readReason(said: SaidMessage, told: readonly Told[], book: Book): SaidReason | undefined {
  const fits = book.reasons.filter(([, phrases]) => phrases.find(said) === 'said').map(([reason]) => reason);
  const ranked = reasonsTold(told);
  const [best] = ranked;
  const ofConfirmation = book.confirmation.find(said) !== undefined;
  const isExchange = book.signs.exchangeFor.find(said) === 'said';
  const wrongAddress = book.facts.find(([fact]) => fact === 'wrongAddressGiven')?.[1].yes.find(said) === 'said';
  const bySeller = book.facts.find(([fact]) => fact === 'sellerCancelled')?.[1].yes.find(said) === 'said';
  // "For another one" wishes an exchange, and "the address was incomplete" misses no part: no goods were wrong.
  const plain = fits.filter(
    (reason) =>
      !(isExchange && reason === 'wrong_item') &&
      !(wrongAddress && (reason === 'wrong_item' || reason === 'missing_item')),
  );
  const sure = (reason: Reason): SaidReason => ({ reason, plain: true, sure: true });
  const unlikely = plain.every(
    (reason) => (ranked.find((other) => other.reason === reason)?.probability ?? 0) < UNLIKELY,
  );
  if (
    best &&
    best.probability >= (plain.length === 0 ? OUTWEIGHS : unlikely ? CONTRADICTS : OVERRULES) &&
    !yields(best.reason, plain, ranked, ofConfirmation, bySeller)
  )
    return sure(best.reason);
  const chosen = ranked.find(({ reason, probability }) => probability >= CHOOSES && plain.includes(reason));
  const [first] = plain.filter((reason) => !yields(reason, plain, ranked, ofConfirmation, bySeller));
  if (chosen && !yields(chosen.reason, plain, ranked, ofConfirmation, bySeller)) return sure(chosen.reason);
  if (first) return sure(first);
  if (!best || best.probability < GUESSED) return undefined;
  const likely = best.probability >= ASSUMED && best.probability - (ranked[1]?.probability ?? 0) >= MARGIN;
  return { reason: best.reason, plain: best.probability >= CLEAR, likely, sure: best.probability >= OUTWEIGHS };
}

/** Broken goods are not only defective: who broke them matters. Who cancels what is late has the rights of the late. */
function yields(
  reason: Reason,
  plain: readonly Reason[],
  ranked: readonly RankedReason[],
  isOfConfirmation: boolean,
  isBySeller: boolean,
): boolean {
  if (reason === 'defective')
    return (
      plain.includes('damaged_in_transit') && !plain.includes('defective') && isAmong('damaged_in_transit', ranked)
    );
  // "You cancelled my order" is no wish to cancel it.
  if (reason === 'cancel_before_confirmation' && isBySeller) return true;
  // "It has not come yet and I changed my mind": what is wanted, not that it is on its way.
  if (reason === 'late_delivery') return plain.includes('change_of_mind');
  if (reason !== 'cancel_before_confirmation') return false;
  return plain.includes('late_delivery') && !isOfConfirmation;
}

/** Is the reason at all likely? */
function isAmong(reason: Reason, ranked: readonly RankedReason[]): boolean {
  return ranked.some((other) => other.reason === reason && other.probability >= POSSIBLE);
}

const POSSIBLE = 0.01;

interface RankedReason {
  readonly reason: Reason;
  readonly probability: number;
}

/** The message as a whole and clause by clause: a number, an address or a greeting beside it must not hide the matter. */
function statementsIn(text: string, book: Book, rank: Rank): Told[] {
  // Numbers and addresses; a digit or two in a word is a letter of Arabizi.
  const plain = text.replace(/\S*@\S*|\S*\d{5}\S*/gu, ' ');
  const clauses = plain.split(/[.,،؛;:!?؟\n]/u).flatMap((clause) => clause.split(book.wishBegins));
  const stretches = new Set([plain, ...clauses].map((stretch) => stretch.trim()));
  return [...stretches]
    .filter((stretch) => /\p{L}{3}/u.test(stretch) && !isArticleOnly(stretch, book))
    .map((stretch) => ({ stretch, statements: rank(stretch), whole: stretch === plain.trim() }));
}

/** "The scooter" tells which article, and nothing of it. */
function isArticleOnly(stretch: string, book: Book): boolean {
  const words = stretch.split(/\s+/u).filter((word) => /\p{L}{3}/u.test(word));
  return words.length <= MOST_NAMED && words.every((word) => namesArticle(readSaid(word), book));
}

const MOST_NAMED = 2;

function reasonsTold(told: readonly Told[]): RankedReason[] {
  const best = new Map<Reason, number>();
  const [overall] = told.find(({ whole }) => whole)?.statements ?? [];
  const meant = overall && overall.probability >= GUESSED ? reasonIn(overall.label) : undefined;
  for (const { stretch, statements } of told) {
    if (stretch.split(/\s+/u).length < LEAST_WORDS) continue;
    for (const { label, probability } of statements) {
      const reason = reasonIn(label);
      // A clause alone is easily misread: where the message as a whole tells something else, it counts less.
      const weight = meant !== undefined && reason !== meant ? CONTRADICTED : 1;
      if (reason) best.set(reason, Math.max(best.get(reason) ?? 0, probability * weight));
    }
  }
  return [...best]
    .map(([reason, probability]) => ({ reason, probability }))
    .sort((a, b) => b.probability - a.probability);
}

function reasonIn(label: string): Reason | undefined {
  return label === 'hidden' ? 'defective' : reasonOf(label);
}

const CONTRADICTED = 0.7;
const LEAST_WORDS = 2;
const MOST_STATEMENTS = 3;

/** Kinds of article count in place of the words that name them; all other words by stem and consonants. */
function articleKeys(text: string, book: Pick<Book, 'articles' | 'noArticle'>): Set<string> {
  const said = readSaid(text);
  const keys = new Set<string>();
  for (const [index, kind] of book.articles.entries()) if (kind.find(said) === 'said') keys.add(`#${index}`);
  const denied = new Set(
    said.clauses.flatMap(({ words }) => words.filter((word) => word.negated).map((word) => word.form)),
  );
  for (const { form, script } of tokenize(text)) {
    if (form.length < LEAST_LETTERS || script === 'number' || denied.has(form) || book.noArticle.find(readSaid(form)))
      continue;
    const stem = script === 'arabic' ? lightStem(form) : form;
    const consonants = skeleton(stem);
    keys.add(consonants.length >= LEAST_LETTERS ? `~${consonants}` : stem);
  }
  return keys;
}

function namesArticle(said: SaidMessage, { articles }: Pick<Book, 'articles'>): boolean {
  return articles.some((kind) => kind.find(said) === 'said');
}

const LEAST_LETTERS = 3;

/** What a message seems to tell, though not in words that are known; only an open question makes use of it. */
function likelyFacts(told: readonly Told[]): SaidFacts {
  const facts = told.map(({ statements: [best, next] }) => {
    // What is told and its contrary share their words: a near second could mean the contrary.
    const isClear = best && best.probability >= LIKELY && best.probability - (next?.probability ?? 0) >= MARGIN;
    return isClear ? (STATEMENT_FACTS[best.label] ?? {}) : {};
  });
  return Object.assign({}, ...facts) as SaidFacts;
}

const LIKELY = 0.55;
const MARGIN = 0.4;

/** What a message tells as clearly as known words would, though not in them. */
function clearFacts(told: readonly Told[]): SaidFacts {
  return likelyFacts(told.filter(({ statements: [best] }) => (best?.probability ?? 0) >= CLEAR_FACT));
}

const CLEAR_FACT = 0.85;

/** A number that is nothing else that is known: what a customer writes who leaves the word for order out. */
function bareNumber(text: string, entities: readonly Entity[], book: Pick<Book, 'noArticle'>): string | undefined {
  const rest = entities.reduce((left, entity) => left.replace(entity.text, ' '), text);
  const long = /(?<![\p{L}\d.@/+-])(?:[a-z]{2,5}[\s#_-]{1,3})?\p{Nd}{4,15}(?![\p{L}\p{Nd}.@/-]\S)/iu.exec(rest)?.[0];
  const [, word, digits] = /^(\p{L}+)[\s#_-]+(\p{Nd}+)$/u.exec(long ?? '') ?? [];
  const isOrderWord = word !== undefined && book.noArticle.find(readSaid(word)) !== undefined;
  return (isOrderWord ? digits : long) ?? shortNumber(rest.trim(), book);
}

/** A young shop's orders have short numbers: nothing but words for a number may stand beside them then. */
function shortNumber(text: string, book: Pick<Book, 'noArticle'>): string | undefined {
  const [, before = '', number] = /^([^\p{Nd}]{0,25}?)(\p{Nd}{2,3})[\s.]{0,3}$/u.exec(text) ?? [];
  const words = before.split(/[\s#:]+/u).filter(Boolean);
  return words.every((word) => book.noArticle.find(readSaid(word)) !== undefined) ? number : undefined;
}
