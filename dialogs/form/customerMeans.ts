import type { CaseKind } from '../../src/complaints/index.ts';
import { normalize } from '../../src/language/index.ts';
import type { FlowTurn } from '../flow.ts';
import { type Phrases, readSaid } from '../recognition/phraseBook.ts';
import { type FieldList, fieldBook } from './fieldBook.ts';
import type { FormState } from './formState.ts';
import { readFields } from './readFields.ts';

const SURE = 0.6;
const VERY_SURE = 0.85;
const CERTAIN = 0.97;
const FEW_WORDS = 6;
const BRIEF = 3;
const SOME_WORDS = 9;

/** Does the message answer yes or no, as a whole? A yes with a doubt in it is none. */
export function answerOf({ reading, understanding, parts: { say } }: FlowTurn): 'yes' | 'no' | undefined {
  const said = normalize(reading.text);
  if (said === normalize(say('dialogs.form.yes')) || said === normalize(say('dialogs.form.go_on'))) return 'yes';
  if (said === normalize(say('dialogs.form.no'))) return 'no';
  if (reading.asks || reading.corrects || hesitates(reading.text) || reading.doesNotKnow) return undefined;
  if (placesOf(reading.text, 'but').size > 0) return undefined;
  const { intent, confidence } = understanding;
  if (confirms(reading.text)) return 'yes';
  const briefNo = words(reading.text) <= BRIEF && placesOf(reading.text, 'negatives').has(0);
  if (reading.answer === 'no' || briefNo) return 'no';
  if (reading.answer === 'yes') return 'yes';
  const short = words(reading.text) <= FEW_WORDS;
  if (short && intent === 'affirm' && confidence >= VERY_SURE) return 'yes';
  return intent === 'deny' && confidence >= SURE && words(reading.text) <= BRIEF ? 'no' : undefined;
}

/** "Maybe", "one minute", "I did not understand": an answer to nothing. */
export function hesitates(text: string): boolean {
  return words(text) <= FEW_WORDS && fieldBook().lists.hesitates(lineOf(text)).length > 0;
}

/** Nothing but words of assent: "send me the charger" is none, and neither is what begins with a no. */
export function confirms(text: string): boolean {
  const assent = placesOf(text, 'confirms');
  const quiet = new Set([...assent, ...QUIET.flatMap((list) => [...placesOf(text, list)])]);
  const denied = placesOf(text, 'negatives').has(0) && !assent.has(0);
  return assent.size > 0 && !denied && quiet.size === words(text);
}

/** "Yes, send the complaint": the filing itself is named. */
export function files(text: string): boolean {
  return confirms(text) && placesOf(text, 'sends').size > 0;
}

/** "No, thanks", "la safi": a no that ends the matter. */
function isFinalNo(text: string): boolean {
  const enough = placesOf(text, 'enough');
  const negatives = placesOf(text, 'negatives');
  const all = new Set([...enough, ...negatives]);
  return negatives.has(0) && enough.size > 0 && all.size === words(text);
}

/** "No, I have thought it over, cancel": a no in front, and a word for stopping. */
function callsOff(text: string): boolean {
  return placesOf(text, 'negatives').has(0) && placesOf(text, 'stops').size > 0;
}

const QUIET = ['empty', 'complaint', 'filing'] as const;

/** Indexes of the words of a text that belong to a list. */
function placesOf(text: string, list: FieldList): ReadonlySet<number> {
  const places = fieldBook().lists[list](lineOf(text));
  return new Set(places.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at)));
}

/** A wish to stop the form, unless it is what the shop is asked to do ("cancel my order"). */
export function isLeaving(state: FormState, turn: FlowTurn): boolean {
  const { reading, understanding, parts } = turn;
  const said = normalize(reading.text);
  if (said === normalize(parts.say('dialogs.form.stop'))) return true;
  if (said === normalize(parts.say('dialogs.form.no')) || tellsMore(turn) || aboutOrder(reading.text)) return false;
  if (state.open === 'confirm' && (isFinalNo(reading.text) || callsOff(reading.text))) return true;
  const { intent, confidence } = understanding;
  const wantsCancel = intent === 'cancel' && confidence >= VERY_SURE;
  const free = isText(state.open);
  if (free) return wantsCancel || (reading.cancels && (intent === 'cancel' || isOnlyStop(reading.text)));
  const refuses = words(reading.text) <= FEW_WORDS && says('refuses', reading.text) && !changes(turn);
  return reading.cancels || wantsCancel || (refuses && !namesField(reading.text));
}

/** "No, let it be": few words, and nothing in them that a shop could do. */
function isOnlyStop(text: string): boolean {
  return words(text) <= BRIEF + 1 && placesOf(text, 'remedy').size === 0;
}

/** "I do not want to give my address" keeps back one thing, and stops nothing. */
function namesField(text: string): boolean {
  const line = lineOf(text);
  return fieldBook().labels.some(({ always, alone }) => always(line).length > 0 || alone(line).length > 0);
}

/** Too much for a wish to stop: a long message, a question, a value. */
function tellsMore({ reading }: FlowTurn): boolean {
  const values = reading.email !== undefined || reading.orderNumber !== undefined;
  return words(reading.text) > SOME_WORDS || values || /[?\u061f]/u.test(reading.text);
}

/** "I do not want to change anything" stops nothing. */
function changes({ reading }: FlowTurn): boolean {
  return says('changes', reading.text);
}

/** The order is named, by any of its words. */
function aboutOrder(text: string): boolean {
  const { labels } = fieldBook();
  const line = lineOf(text);
  return labels.some(({ field, alone }) => field === 'orderNumber' && alone(line).length > 0);
}

function lineOf(text: string): string {
  return ` ${normalize(text)} `;
}

/** A yes with nothing beside it that could be a value. */
export function isPlainYes(turn: FlowTurn): boolean {
  const { reading } = turn;
  const values = reading.email ?? reading.phone ?? reading.orderNumber ?? reading.bareNumber;
  const short = words(reading.text) <= FEW_WORDS;
  return short && values === undefined && !reading.corrects && !changes(turn) && answerOf(turn) === 'yes';
}

/** A person is asked for; a description may speak of people without asking for one. */
export function wantsHuman(state: FormState, { reading, understanding }: FlowTurn): boolean {
  const { intent, confidence } = understanding;
  const free = isText(state.open);
  const text = free || state.open === 'name' || state.open === 'address';
  const remedy = fieldBook().lists.remedy(lineOf(reading.text)).length > 0;
  const sure = confidence >= (text ? CERTAIN : VERY_SURE);
  return intent === 'talk_to_human' && sure && !remedy && words(reading.text) <= SOME_WORDS;
}

/** A question about a rule or the form itself, and no answer to what was asked. */
export function isQuestion(state: FormState, { reading, understanding, parts, pack }: FlowTurn): boolean {
  if (!reading.asks) return false;
  const { intent, confidence } = understanding;
  const marked = /[?\u061f]/u.test(reading.text);
  const rule = intent === 'ask_policy' && confidence >= SURE;
  if (state.open !== 'description' && state.open !== 'requestedAction') return marked || rule;
  const mass = parts.answerer.policyMass(pack.shop.id, understanding.reading);
  const short = words(reading.text) <= MOST_QUESTION_WORDS && reading.reason?.plain !== true;
  return short && ((rule && mass >= SURE) || (marked && says('howTo', reading.text)));
}

const MOST_QUESTION_WORDS = 16;

/** "I'll go on later." */
export function postpones(state: FormState, { reading }: FlowTurn): boolean {
  const free = isText(state.open);
  return words(reading.text) <= (free ? FEW_WORDS : SOME_WORDS) && says('later', reading.text);
}

/** "Let's go on"; where a text was asked for, in these words alone: "complete my order" is what the shop should do. */
export function goesOn({ reading }: FlowTurn, open?: FormState['open']): boolean {
  if (words(reading.text) > FEW_WORDS || !says('goOn', reading.text) || says('more', reading.text)) return false;
  return !isText(open) || words(reading.text) <= BRIEF - 1 || confirms(reading.text);
}

function isText(open: FormState['open']): boolean {
  return open === 'description' || open === 'requestedAction';
}

export function isSmallTalk({ reading, understanding, now }: FlowTurn): boolean {
  const { intent, confidence } = understanding;
  if ((intent !== 'greeting' && intent !== 'thanks') || confidence < SURE) return false;
  return (
    !readFields(reading.text, { now, known: new Set(), tellsProblem: () => false }).hasWords || words(reading.text) <= 3
  );
}

/** Another form is wanted, in words of its own. */
export function isForElsewhere(
  state: FormState,
  { reading, understanding }: FlowTurn,
  kinds: readonly CaseKind[],
): boolean {
  const { intent, confidence } = understanding;
  if (state.open === 'description' || state.open === 'requestedAction') return false;
  if (intent === 'privacy_request')
    return kinds.includes('complaint') && confidence >= VERY_SURE && privacyKind(reading.text) !== undefined;
  return (
    intent === 'open_complaint' && !kinds.includes('complaint') && confidence >= SURE && says('complaint', reading.text)
  );
}

/** Nothing but the wish to give something back, where no complaint was named: a return check answers that. */
export function wantsReturn({ reading, understanding }: FlowTurn): boolean {
  const { intent, confidence } = understanding;
  return intent === 'check_return' && confidence >= SURE && reading.wishes && words(reading.text) <= FEW_WORDS;
}

/** Which right over personal data a message speaks of. */
export function privacyKind(text: string): Exclude<CaseKind, 'complaint'> | undefined {
  const said = readSaid(text);
  const kinds = new Map(fieldBook().privacy.map(([kind, phrases]) => [kind, phrases.find(said)] as const));
  if (kinds.get('object') === 'denied' && kinds.get('delete') === undefined) return 'object';
  const order = ['delete', 'object', 'rectify', 'access'] as const;
  return order.find((kind) => kinds.get(kind) === 'said');
}

export function says(sign: keyof ReturnType<typeof fieldBook>['signs'], text: string): boolean {
  const phrases: Phrases = fieldBook().signs[sign];
  return phrases.find(readSaid(text)) !== undefined;
}

function words(text: string): number {
  return normalize(text).split(' ').filter(Boolean).length;
}
