import {
  ComponentDialog,
  type DialogContext,
  type DialogInstance,
  type DialogState,
  type DialogTurnResult,
} from 'botbuilder-dialogs';
import type { GroundedAnswer, WhenUnclear } from '../src/answers/index.ts';
import { complaintFlow } from './complaintDialog.ts';
import type { FlowTurn } from './flow.ts';
import { FlowDialog } from './flowDialog.ts';
import { FLOWS } from './flows.ts';
import { complaintOffer, mayComplain } from './form/complaintOffer.ts';
import type { FormStart } from './form/formFlow.ts';
import { repeatedYes } from './form/repeatedYes.ts';
import { saysComplaint } from './form/saysComplaint.ts';
import { formFor } from './form/wantsForm.ts';
import { declinesHumanOffer, takesHumanOffer } from './handover/triggers.ts';
import { type HandoverFlowStart, handoverFlow } from './handoverDialog.ts';
import { introducing } from './introduction.ts';
import { orderStatusFlow } from './orderStatusDialog.ts';
import { isOwnCase } from './ownCase.ts';
import { type PolicyChoice, PolicyChoiceDialog } from './policyChoiceDialog.ts';
import { answerReply, notice } from './reply.ts';
import { CHECK_VERSION, type CheckState } from './returnCheck/checkState.ts';
import { type ReturnCheckStart, returnCheckFlow } from './returnCheckDialog.ts';
import type { DialogParts } from './shopContext.ts';
import { tellAnswer } from './tellAnswer.ts';
import type { Intent } from './turnUnderstanding.ts';

/** A flow that a message begins, and what it begins with. */
export interface FlowStart {
  readonly flow: string;
  readonly options: object;
}

/** Below this an intent that answers without the policy is not trusted: the message is looked up in the policy. */
const TRUSTED = 0.5;
/** A message that asks so probably for what the policy answers is answered from it, unless its intent is this sure. */
const ASKS_POLICY = 0.6;
const CERTAIN = 0.97;
/** So sure a wish for a person is carried out where the policy has no answer. */
const LIKELY_PERSON = 0.35;
/** Intents that a fixed sentence answers. */
const SMALL_TALK: ReadonlySet<Intent> = new Set([
  'greeting',
  'thanks',
  'goodbye',
  'cancel',
  'affirm',
  'deny',
  'correct_field',
]);

/** From this probability of a return of the customer's own on, a question about a rule gets the offer of a check. */
const OFFERED = 0.3;
/** So little is enough where the question tells a fact of a case, such as "opened". */
const OFFERED_WITH_FACT = 0.05;
/** Earlier messages that may have told of the case that a check now begins for. */
const TOLD_BEFORE = 2;

/**
 * Decides for each message which flow takes it, and holds the flow that waits. One flow a file; this one only routes.
 * What is answered at once needs no dialog, and gets none: most turns cost botbuilder's dialogs nothing.
 */
export class RootDialog extends ComponentDialog {
  static readonly id = 'root';
  readonly #parts: DialogParts;
  readonly #known: ReadonlySet<string>;

  constructor(parts: DialogParts) {
    super(RootDialog.id);
    this.#parts = parts;
    this.addDialog(new PolicyChoiceDialog(parts));
    for (const flow of FLOWS) this.addDialog(new FlowDialog(flow));
    this.#known = new Set([PolicyChoiceDialog.id, ...FLOWS.map((flow) => flow.id)]);
  }

  /** Name of the flow that waits for the customer in a stored state. */
  activeIn(state: DialogState | undefined): string | undefined {
    return innerStack(state).at(-1)?.id;
  }

  /** Are all dialogs of a stored state still there? */
  knows(state: DialogState): boolean {
    const own = (state.dialogStack ?? []).every(({ id }) => id === RootDialog.id);
    return own && innerStack(state).every(({ id }) => this.#known.has(id));
  }

  protected override async onBeginDialog(inner: DialogContext, options?: object): Promise<DialogTurnResult> {
    const { flow, options: start } = options as FlowStart;
    return inner.beginDialog(flow, start);
  }

  /** Answers a message that no open flow took, or gives the flow that it begins. */
  async route(turn: FlowTurn): Promise<FlowStart | undefined> {
    const { intent, confidence } = turn.understanding;
    const corrected = correctedCheck(turn);
    if (corrected) return begin(returnCheckFlow, { correct: corrected } satisfies ReturnCheckStart);
    const declined = declinesHumanOffer(turn);
    const wantsHuman = takesHumanOffer(turn);
    if (declined) return this.#say('dialogs.deny', turn);
    if (wantsHuman) return begin(handoverFlow, { reason: 'silent_policy' } satisfies HandoverFlowStart);
    const complaint = acceptedComplaint(turn);
    if (complaint) return begin(complaintFlow, complaint);
    const repeated = repeatedYes(turn);
    if (repeated) return answered(turn.send(repeated));
    const accepted = acceptedOffer(turn);
    if (accepted) return begin(returnCheckFlow, { told: [accepted] } satisfies ReturnCheckStart);
    const said = remember(turn);
    const files = saysComplaint(turn) || intent === 'privacy_request';
    if (!files && handsInOrder(turn, said)) return this.#takeOrder(turn, said);
    const own = isOwnCase(turn);
    const form = formFor(turn, own);
    if (form) return { flow: form, options: { loose: !saysComplaint(turn) } satisfies FormStart };
    const asksPolicy = !own && this.#asksPolicy(turn) && !(await this.#wantsPersonInstead(turn));
    if (asksPolicy) return this.#askPolicy(turn);
    const isSmall = SMALL_TALK.has(intent) && confidence >= TRUSTED && !tellsMore(turn);
    if (!own && isSmall) return this.#say(`dialogs.${intent}`, turn);
    const wantsPerson = confidence >= TRUSTED ? own !== 'surely' : await this.#wantsPersonInstead(turn);
    if (intent === 'talk_to_human' && wantsPerson)
      return begin(handoverFlow, { reason: 'asked' } satisfies HandoverFlowStart);
    if (own) return this.#checkReturn(turn);
    if (intent === 'order_status' && confidence >= TRUSTED) return begin(orderStatusFlow, {});
    return this.#askPolicy(turn);
  }

  /** An order handed in without a word of what for: the messages before tell. */
  #takeOrder({ reader, now }: FlowTurn, said: readonly string[]): FlowStart {
    const last = said.at(-1);
    const { recognizer } = this.#parts.answerer;
    const intent = last === undefined ? undefined : recognizer.intents.best(recognizer.reader.read(last));
    const told = said.some((text) => reader.read(text, now).reason?.plain);
    const status = intent?.label === 'order_status' && intent.probability >= TRUSTED && !told;
    return status ? begin(orderStatusFlow, {}) : begin(returnCheckFlow, { untaken: said } satisfies ReturnCheckStart);
  }

  /** Answers from the policy; when two topics fit equally well, asks which one is meant. */
  async #askPolicy(turn: FlowTurn): Promise<FlowStart | undefined> {
    const answer = await this.#answerTo(turn, 'ask');
    await tellAnswer(answer, turn);
    if (answer.status !== 'unclear') return answered(this.#offerMore(turn));
    const open = { question: turn.understanding.text, choices: answer.choices };
    return { flow: PolicyChoiceDialog.id, options: { shop: turn.pack.shop.id, open } satisfies PolicyChoice };
  }

  async #answerTo({ pack, understanding }: FlowTurn, whenUnclear?: WhenUnclear): Promise<GroundedAnswer> {
    const { text: question, history, reading } = understanding;
    const asked = { question, history, reading, ...(whenUnclear && { whenUnclear }) };
    return (await this.#parts.answerer.answer(pack.shop.id, asked)).answer;
  }

  /** A rule that is asked for may well be asked for a case of the customer's own: that is offered, not begun. */
  async #offerMore(turn: FlowTurn): Promise<void> {
    const { say } = this.#parts;
    const { memory, understanding } = turn;
    if (mayComplain(turn)) {
      delete memory.humanOffer;
      await turn.send(complaintOffer(turn));
    } else if (this.#mayBeOwn(turn)) {
      delete memory.humanOffer;
      memory.offer = understanding.text;
      const buttons = [say('dialogs.return.offer_yes'), say('dialogs.return.offer_no')];
      await turn.send(notice(say('dialogs.return.offer'), buttons, 'question'));
    }
  }

  #mayBeOwn({ pack, understanding, reading }: FlowTurn): boolean {
    if (pack.returns?.status !== 'rules' || !reading.asks) return false;
    const wish = this.#parts.answerer.recognizer.intents.labels.indexOf('check_return');
    const probability = understanding.reading.intents[wish] ?? 0;
    // Facts are dear to read, and most messages are far from either bound.
    return probability >= OFFERED || (probability >= OFFERED_WITH_FACT && reading.tellsFact);
  }

  /** What sounds like a wish for a person and is no question that the policy answers is that wish. */
  async #wantsPersonInstead(turn: FlowTurn): Promise<boolean> {
    const { intent, confidence } = turn.understanding;
    if (intent !== 'talk_to_human' || confidence < LIKELY_PERSON) return false;
    return (await this.#answerTo(turn)).status === 'abstained';
  }

  /** Small talk and wishes are recognised by few words; what the message is about weighs more than how it sounds. */
  #asksPolicy({ pack, understanding: { intent, confidence, reading } }: FlowTurn): boolean {
    const yields = SMALL_TALK.has(intent) || intent === 'order_status' || intent === 'talk_to_human';
    return yields && confidence < CERTAIN && this.#parts.answerer.policyMass(pack.shop.id, reading) >= ASKS_POLICY;
  }

  /** The rule first where the message asks for it, then the customer's own case. */
  async #checkReturn(turn: FlowTurn): Promise<FlowStart> {
    const { reading, pack, understanding } = turn;
    if (reading.asks && pack.returns?.status === 'rules') {
      const answer = await this.#answerTo(turn);
      if (answer.status === 'answered' && answer.topics.length > 0) await turn.send(answerReply(answer));
    }
    return begin(returnCheckFlow, { before: understanding.history.slice(-TOLD_BEFORE) } satisfies ReturnCheckStart);
  }

  async #say(key: string, { pack, send }: FlowTurn): Promise<undefined> {
    const { name, suggestions } = pack.shop;
    const greets = key === 'dialogs.greeting';
    const said = notice(this.#parts.say(key, { shop: name.ar }), greets ? suggestions : []);
    await send(greets ? introducing(said) : said);
  }
}

function begin({ id }: { readonly id: string }, options: object): FlowStart {
  return { flow: id, options };
}

/** No flow begins: all is said when this is. */
async function answered(said: Promise<void>): Promise<undefined> {
  await said;
}

/** A complaint that was offered, when the customer says yes to it. */
function acceptedComplaint({ memory, reading, parts }: FlowTurn): FormStart | undefined {
  const { complaintOffer } = memory;
  delete memory.complaintOffer;
  if (!complaintOffer) return undefined;
  const pressed = reading.text === parts.say('dialogs.form.offer_yes');
  if (!pressed && (reading.answer !== 'yes' || reading.asks || goesOn(reading, complaintOffer.decision)))
    return undefined;
  return { ...(complaintOffer.decision && { decision: complaintOffer.decision }), accepted: pressed };
}

/** "Yes, it stands in the note" goes on with the case, and takes up no offer. */
function goesOn({ facts, dates, orderNumber }: FlowTurn['reading'], decision: string | undefined): boolean {
  if (decision === undefined) return false;
  return Object.keys(facts).some((fact) => fact !== 'category') || dates.length > 0 || orderNumber !== undefined;
}

/** The question that a check was offered for, when the customer says yes to it. */
function acceptedOffer({ memory, reading, parts }: FlowTurn): string | undefined {
  const { offer } = memory;
  if (offer === undefined) return undefined;
  delete memory.offer;
  const pressed = reading.text === parts.say('dialogs.return.offer_yes');
  return pressed || (reading.answer === 'yes' && !reading.asks) ? offer : undefined;
}

/** Keeps a message that no flow has taken so far, and gives back those before it. */
function remember({ memory, reading }: FlowTurn): readonly string[] {
  const said = memory.said ?? [];
  memory.said = [...said, reading.text.slice(0, MOST_KEPT)].slice(-TOLD_BEFORE);
  return said;
}

const MOST_KEPT = 500;

/** Is the message an order's number, or after a case that was told a contact, and hardly anything else? */
function handsInOrder(turn: FlowTurn, said: readonly string[]): boolean {
  const { reading, understanding, reader } = turn;
  if (reading.asks || !/\p{Nd}{3}|@/u.test(reading.text)) return false;
  const words = (reading.text.replace(/\S*[@\p{Nd}]\S*/gu, ' ').match(/\p{L}{2,}/gu) ?? []).filter(
    (word) => !reader.isOrderWord(word),
  );
  if (words.length > MOST_BESIDE) return false;
  // Words that say what is wanted decide, not the number beside them.
  const wants = SAYS_WHAT.has(understanding.intent) && understanding.confidence >= TRUSTED;
  if (saysComplaint(turn) || (wants && words.length > 0)) return false;
  return reading.orderNumber !== undefined || (said.length > 0 && (reading.bareNumber ?? reading.email) !== undefined);
}

const SAYS_WHAT: ReadonlySet<Intent> = new Set(['open_complaint', 'privacy_request', 'talk_to_human', 'order_status']);

/**
 * A message of many words that names an article or tells a problem is no "stop", "yes" or "no": those presume that
 * something is going on, and here nothing is.
 */
function tellsMore({ understanding, reading, reader }: FlowTurn): boolean {
  if (!PRESUMING.has(understanding.intent) || reading.cancels) return false;
  const words = reading.text.match(/\p{L}{2,}/gu) ?? [];
  return (
    words.length >= MANY_WORDS && (reading.own || reading.reason !== undefined || reader.namesArticle(reading.text))
  );
}

const PRESUMING: ReadonlySet<Intent> = new Set(['cancel', 'affirm', 'deny', 'correct_field']);
const MANY_WORDS = 4;

/** Words beside a number: "my order is number". */
const MOST_BESIDE = 4;

/** The check that was just decided, when the message corrects something of it or says otherwise. */
function correctedCheck({ memory, reading }: FlowTurn): CheckState | undefined {
  const last = memory.lastCheck;
  if (!last || last.version !== CHECK_VERSION || reading.asks) return undefined;
  const state = last.state as CheckState;
  const facts = Object.entries(reading.facts);
  const tells = facts.length > 0 || reading.reason?.plain || reading.dates.length > 0 || reading.orderNumber;
  const corrects = reading.corrects || reading.answer === 'no';
  const known = state.told.facts as Readonly<Record<string, unknown>>;
  const saysOtherwise = facts.some(([fact, value]) => known[fact] !== undefined && known[fact] !== value);
  // "No, I did not use it" after it was said so already changes nothing.
  const saysAgain = facts.length > 0 && facts.every(([fact, value]) => known[fact] === value);
  return saysOtherwise || isAfterthought(reading, state) || (tells && corrects && !(saysAgain && !reading.corrects))
    ? state
    : undefined;
}

/** A short word more on the case that was just decided: "yes, it was hidden". */
function isAfterthought(reading: FlowTurn['reading'], { told }: CheckState): boolean {
  const facts = Object.keys(reading.facts).filter((fact) => fact !== 'category');
  const words = reading.text.match(/\p{L}{2,}/gu) ?? [];
  const other =
    reading.orderNumber !== undefined ||
    reading.wishes ||
    (reading.reason?.sure && reading.reason.reason !== told.reason);
  return facts.length > 0 && words.length <= FEW_WORDS && !other;
}

const FEW_WORDS = 7;

function innerStack(state: DialogState | undefined): readonly DialogInstance[] {
  const root = state?.dialogStack?.find(({ id }) => id === RootDialog.id);
  return (root?.state as { dialogs?: DialogState } | undefined)?.dialogs?.dialogStack ?? [];
}
