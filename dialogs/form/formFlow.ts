import { randomUUID } from 'node:crypto';
import type { Activity } from 'botbuilder';
import type { CaseKind } from '../../src/complaints/index.ts';
import type { FormField, FormRules } from '../../src/knowledge/index.ts';
import type { Flow, FlowStep, FlowTurn } from '../flow.ts';
import { interrupt } from '../interruption.ts';
import { contactSentence, notice } from '../reply.ts';
import { contactTold, keepContact } from './contactTold.ts';
import {
  answerOf,
  files,
  goesOn,
  isForElsewhere,
  isLeaving,
  isPlainYes,
  isQuestion,
  isSmallTalk,
  postpones,
  wantsHuman,
  wantsReturn,
} from './customerMeans.ts';
import { acceptable, pictureHint, takeEvidence } from './evidence.ts';
import { fileForm } from './fileForm.ts';
import { askChange, askField, readBack, refusal, sentencesAt, titleOf, withRule } from './formReplies.ts';
import { nextMissing, rulesOf } from './formSpec.ts';
import { carryOver, FORM_VERSION, type FormState, type FormValues } from './formState.ts';
import { takeIn } from './takeIn.ts';

/** How a form begins. */
export interface FormStart {
  readonly kind?: CaseKind;
  /** Values that are known from elsewhere: a proved order, a return check. */
  readonly values?: FormValues;
  /** Id of the decision that it comes from. */
  readonly decision?: string;
  /** The message only accepts an offer: nothing of it belongs to the form. */
  readonly accepted?: boolean;
  /** Nothing in the message names a complaint; it only sounds like one. */
  readonly loose?: boolean;
}

export type FormStep = FlowStep<FormState>;

/** What tells one form from another. */
export interface FormOptions {
  readonly id: string;
  readonly kinds: readonly CaseKind[];
  /** What was meant, when more than one kind may be. */
  readonly kindOf: (turn: FlowTurn) => CaseKind | undefined;
  /** What the form begins with besides the customer's message. */
  readonly known: (turn: FlowTurn) => Promise<FormValues>;
  /** Asks which kind is meant. */
  readonly askKind: (turn: FlowTurn) => Partial<Activity>;
}

const LONG_MS = 3_600_000;
const PARKED_MS = 7 * 24 * LONG_MS;
const MANY_MISSES = 2;

/**
 * The dialog behind every form: it takes whatever a message tells, asks for what is missing, reads everything back and
 * files on a clear yes. Which fields there are and what is said of them stands in the shop's forms.yaml.
 */
export function createFormFlow(options: FormOptions): Flow<FormState, FormStart> {
  return {
    id: options.id,
    version: FORM_VERSION,
    begin: (turn, start) => begin(turn, start, options),
    continue: (turn, state) => goOn(turn, state, options),
    carryOver: (_version, stored, now) => carryOver(stored, options.kinds, now.getTime()),
    summary: ({ values }) => [values.orderNumber, values.description].filter(Boolean).join(' '),
  };
}

async function begin(turn: FlowTurn, start: FormStart, options: FormOptions): Promise<FormStep> {
  const kind = start.kind ?? options.kindOf(turn);
  const parked = takeParked(turn, options);
  const fresh: FormState = {
    ...(kind && { kind }),
    draft: randomUUID(),
    values: { ...contactTold(turn, kind && rulesOf(turn.pack, kind)), ...(await options.known(turn)), ...start.values },
    evidence: acceptable(turn.memory.pictures?.list ?? []),
    misses: 0,
    touchedAt: turn.now.getTime(),
    ...(start.decision && { decision: start.decision }),
    ...(start.loose && { loose: true }),
  };
  delete turn.memory.pictures;
  const again = parked !== undefined && (kind === undefined || parked.kind === kind) && fits(parked, fresh, turn);
  const state = again ? { ...withoutMark(parked), touchedAt: fresh.touchedAt } : fresh;
  if (state.kind === undefined) return wait({ ...state, open: 'kind' }, options.askKind(turn), turn);
  return beginKind(state, turn, { takes: start.accepted !== true, resumed: state !== fresh });
}

async function beginKind(
  state: FormState,
  turn: FlowTurn,
  how: { readonly takes: boolean; readonly resumed?: boolean },
): Promise<FormStep> {
  const rules = rulesOf(turn.pack, state.kind ?? 'complaint');
  if (!rules?.files || !turn.parts.complaints) {
    await turn.send(refusal(rules, turn));
    return { status: 'ended' };
  }
  const taken = how.takes ? takeIn(state, turn, { opening: true }) : undefined;
  const hints = [how.resumed ? turn.parts.say('dialogs.form.resumed') : '', ...wrongHints(taken?.wrong ?? [], turn)];
  const next = await nextMessage(taken?.state ?? state, rules, turn, taken?.wrong[0]);
  const told = withHint(next.message, hints);
  await turn.send(how.resumed ? told : withRule(sentencesAt(rules, 'begin', turn), told));
  return { status: 'waiting', state: next.state };
}

function withoutMark({ calledOff: _calledOff, ...state }: FormState): FormState {
  return state;
}

/** A form that was called off goes on only where the message names nothing new: another order is another complaint. */
function fits(parked: FormState, fresh: FormState, turn: FlowTurn): boolean {
  if (!parked.calledOff) return true;
  const { changed } = takeIn(fresh, turn, { opening: true });
  return !changed.includes('orderNumber') && !changed.includes('description');
}

/** The form that was left for something else, if that is not long ago; one that was called off waits less long. */
function takeParked(turn: FlowTurn, { id, kinds }: FormOptions): FormState | undefined {
  const { parked } = turn.memory;
  const waits = parked?.calledOff ? LONG_MS : PARKED_MS;
  if (parked?.flow !== id || turn.now.getTime() - parked.at > waits) return undefined;
  delete turn.memory.parked;
  if (parked.version === FORM_VERSION) return parked.state as FormState;
  return carryOver(parked.state, kinds, turn.now.getTime());
}

async function goOn(turn: FlowTurn, before: FormState, options: FormOptions): Promise<FormStep> {
  const away = turn.now.getTime() - before.touchedAt >= LONG_MS;
  const state: FormState = { ...before, touchedAt: turn.now.getTime() };
  if (turn.attachments.length > 0 && turn.reading.text === '') return takePictures(state, turn);
  if (postpones(state, turn)) {
    await turn.send(notice(turn.parts.say('dialogs.form.saved_for_later')));
    return { status: 'waiting', state };
  }
  if (isLeaving(state, turn)) return cancelled(state, turn, options);
  if (state.resuming) return afterResuming(state, turn, options);
  if (state.loose && wantsReturn(turn)) return { status: 'left' };
  if (isForElsewhere(state, turn, options.kinds)) return leave(state, turn, options);
  if (state.kind === undefined || state.open === 'kind') return takeKind(state, turn, options);
  const rules = rulesOf(turn.pack, state.kind);
  if (!rules?.files || !turn.parts.complaints) {
    await turn.send(refusal(rules, turn));
    return { status: 'ended' };
  }
  return takeMessage(turn.attachments.length > 0 ? takeEvidence(state, turn).state : state, rules, turn, away);
}

async function takeMessage(state: FormState, rules: FormRules, turn: FlowTurn, away: boolean): Promise<FormStep> {
  if (goesOn(turn, state.open) && !away) return proceed(state, rules, turn, {});
  if (wantsHuman(state, turn) && (await interrupt(turn, { mustAnswer: false }))) return proceed(state, rules, turn, {});
  if (state.open === 'confirm' && isPlainYes(turn)) return confirmed(state, rules, turn);
  const asks = isQuestion(state, turn);
  const taken = takeIn(state, turn, { opening: false, strict: asks });
  const { changed, wrong, named } = taken;
  if (asks && !(await interrupt(turn, { mustAnswer: true })))
    await turn.send(notice(turn.parts.say('dialogs.flow.not_understood')));
  if (asks) return proceed({ ...taken.state, misses: 0 }, rules, turn, { wrong });
  if (changed.length > 0 || wrong.length > 0) {
    const noted =
      changed.length > 1 || state.open === 'confirm' || state.open === 'change' ? [notedHint(changed, turn)] : [];
    return proceed({ ...taken.state, misses: 0 }, rules, turn, { wrong, hints: changed.length > 0 ? noted : [] });
  }
  const [first] = named.filter((field) => field === state.open || state.values[field] !== undefined);
  if (first && first !== state.open) return openField(state, first, rules, turn);
  const answer = answerOf(turn);
  if (state.open === 'confirm' && answer === 'yes') return confirmed(state, rules, turn);
  if (state.open === 'confirm' && answer === 'no')
    return wait({ ...state, open: 'change' }, askChange(state, turn), turn);
  if (state.open === 'change' && answer === 'yes' && files(turn.reading.text)) return confirmed(state, rules, turn);
  if (state.open === 'change' && answer !== undefined) return proceed(state, rules, turn, {});
  const told = state.kind === 'complaint' && answer === undefined && !away ? taken.more : undefined;
  if (told !== undefined && (state.open === 'confirm' || state.open === 'change'))
    return proceed(withMore(state, told), rules, turn, { hints: [notedHint(['description'], turn)] });
  return unheard(state, rules, turn, away);
}

/** What is told while everything is read back belongs to the description, and is read back again. */
function withMore(state: FormState, more: string): FormState {
  const { description } = state.values;
  return {
    ...state,
    misses: 0,
    values: { ...state.values, description: [description, more].filter(Boolean).join('\n') },
  };
}

/** Nothing of the message was for the form: small talk is answered, a return is greeted, a puzzle is explained. */
async function unheard(state: FormState, rules: FormRules, turn: FlowTurn, away: boolean): Promise<FormStep> {
  const { say } = turn.parts;
  if (away) {
    const buttons = [say('dialogs.form.go_on'), say('dialogs.form.stop')];
    const question = notice(say(`dialogs.form.unfinished.${state.kind ?? 'complaint'}`), buttons, 'question');
    return wait({ ...state, resuming: true }, question, turn);
  }
  if (isSmallTalk(turn) && (await interrupt(turn, { mustAnswer: false }))) return proceed(state, rules, turn, {});
  if (goesOn(turn, state.open)) return proceed(state, rules, turn, {});
  const misses = state.misses + 1;
  const contact = misses >= MANY_MISSES ? contactSentence(say, turn.pack.shop.contact.text) : '';
  // A file that came along with a few words was taken: that is said, and nobody is blamed for an unclear answer.
  const taken = acceptable(turn.attachments).length > 0;
  if (taken) return proceed(state, rules, turn, { hints: [pictureHint(undefined, state, turn)] });
  const why = whyAsked(state, rules, turn);
  return proceed({ ...state, misses }, rules, turn, { hints: [why, contact] });
}

/** Why the open question is asked, in place of a bare repetition. */
function whyAsked(state: FormState, rules: FormRules, turn: FlowTurn): string {
  const { say } = turn.parts;
  const { open } = state;
  if (open === 'confirm') return say('dialogs.form.yes_or_no');
  if (open === 'orderNumber')
    return say(
      turn.reading.hasNoNumber || turn.reading.doesNotKnow
        ? 'dialogs.form.where_number'
        : 'dialogs.form.wrong.orderNumber',
    );
  if (open === 'email') return say('dialogs.form.wrong.email');
  const required = rules.fields.some(({ field }) => field === open);
  return required && open !== undefined && open !== 'kind' && open !== 'change'
    ? say('dialogs.form.why', { title: titleOf(open, turn) })
    : say('dialogs.flow.not_understood');
}

async function openField(state: FormState, field: FormField, rules: FormRules, turn: FlowTurn): Promise<FormStep> {
  const question = askField(field, rules, state, turn);
  const hint = turn.parts.say('dialogs.form.right_value', { title: titleOf(field, turn) });
  return wait(
    { ...state, open: field, misses: 0 },
    notice(hint, question.suggestedActions?.actions.map(({ title }) => title) ?? [], 'question'),
    turn,
  );
}

interface Hints {
  readonly wrong?: readonly FormField[];
  readonly hints?: readonly string[];
}

/** Asks for what is missing, or reads everything back. */
async function proceed(
  state: FormState,
  rules: FormRules,
  turn: FlowTurn,
  { wrong = [], hints = [] }: Hints,
): Promise<FormStep> {
  const next = await nextMessage(state, rules, turn, wrong[0]);
  await turn.send(withHint(next.message, [...wrongHints(wrong, turn), ...hints]));
  return { status: 'waiting', state: next.state };
}

async function nextMessage(
  state: FormState,
  rules: FormRules,
  turn: FlowTurn,
  wrong?: FormField,
): Promise<{ state: FormState; message: Partial<Activity> }> {
  const { readBack: _read, ...rest } = state;
  const missing = wrong ?? nextMissing(state, rules, turn);
  if (missing) return { state: { ...rest, open: missing }, message: askField(missing, rules, state, turn) };
  const version = turn.pack.forms?.version;
  return {
    state: { ...rest, open: 'confirm', ...(version !== undefined && { readBack: version }) },
    message: readBack(state, rules, turn),
  };
}

/** A yes counts for what was read back, and only under the rules that it was read back under. */
async function confirmed(state: FormState, rules: FormRules, turn: FlowTurn): Promise<FormStep> {
  const isCurrent = state.readBack === turn.pack.forms?.version && nextMissing(state, rules, turn) === undefined;
  if (!isCurrent || state.kind === undefined) return proceed(state, rules, turn, {});
  await fileForm({ ...state, kind: state.kind }, rules, turn);
  return { status: 'ended' };
}

async function takePictures(state: FormState, turn: FlowTurn): Promise<FormStep> {
  const { state: next, refused } = takeEvidence(state, turn);
  const rules = state.kind && rulesOf(turn.pack, state.kind);
  const hint = pictureHint(refused, next, turn);
  if (!rules) return wait(next, notice(hint), turn);
  return proceed(next, rules, turn, { hints: [hint] });
}

async function takeKind(state: FormState, turn: FlowTurn, options: FormOptions): Promise<FormStep> {
  const kind = options.kindOf(turn);
  if (kind) return beginKind({ ...state, kind }, turn, { takes: true });
  const taken = takeIn(state, turn, { opening: false, strict: true }).state;
  await interrupt(turn, { mustAnswer: isQuestion(state, turn) });
  return wait({ ...taken, open: 'kind' }, options.askKind(turn), turn);
}

async function afterResuming(state: FormState, turn: FlowTurn, options: FormOptions): Promise<FormStep> {
  const { resuming: _resuming, ...rest } = state;
  const answer = answerOf(turn);
  if (answer === 'no') return cancelled(rest, turn, options);
  const rules = state.kind && rulesOf(turn.pack, state.kind);
  if (!rules || (answer === undefined && !goesOn(turn))) return goOn(turn, rest, options);
  return proceed(rest, rules, turn, {});
}

/** Nothing is filed; who thinks better of it soon need not write everything again. */
async function cancelled(state: FormState, turn: FlowTurn, { id }: FormOptions): Promise<FormStep> {
  const at = turn.now.getTime();
  keepContact(state.values, turn);
  turn.memory.parked = { flow: id, version: FORM_VERSION, at, calledOff: true, state: { ...state, calledOff: true } };
  await turn.send(notice(turn.parts.say('dialogs.flow.cancelled')));
  return { status: 'ended' };
}

/** Another wish comes first; the form waits for the customer. */
function leave(state: FormState, turn: FlowTurn, { id }: FormOptions): FormStep {
  turn.memory.parked = { flow: id, version: FORM_VERSION, at: turn.now.getTime(), state };
  return { status: 'left' };
}

async function wait(state: FormState, question: Partial<Activity>, turn: FlowTurn): Promise<FormStep> {
  await turn.send(question);
  return { status: 'waiting', state };
}

function wrongHints(wrong: readonly FormField[], { parts: { say } }: FlowTurn): string[] {
  return wrong.map((field) => say(`dialogs.form.wrong.${field}`));
}

function notedHint(changed: readonly FormField[], turn: FlowTurn): string {
  const list = changed.map((field) => titleOf(field, turn)).join(turn.parts.say('dialogs.status.comma'));
  return turn.parts.say('dialogs.form.noted', { list });
}

function withHint(message: Partial<Activity>, hints: readonly string[]): Partial<Activity> {
  return { ...message, text: [...hints, message.text].filter(Boolean).join('\n') };
}
