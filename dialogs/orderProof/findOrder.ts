import type { Activity } from 'botbuilder';
import { type CodePurpose, type Order, type Orders, type ProofResult, readCode } from '../../src/orders/index.ts';
import type { FlowTurn, ProvedCustomer } from '../flow.ts';
import { pickFrom } from '../pickFrom.ts';
import { contactSentence, notice } from '../reply.ts';
import { keepOrder } from './keptOrder.ts';
import { PROOF_LIFE_MS, type ProofState } from './proofState.ts';

export type ProofStep =
  | { readonly status: 'proved'; readonly proof: ProofState }
  /** Something has to be asked first. */
  | { readonly status: 'ask'; readonly proof: ProofState; readonly question: Partial<Activity> }
  /** It cannot go on: the flow says so and ends. `failed`: by a failure of ours. */
  | { readonly status: 'stopped'; readonly message: Partial<Activity>; readonly failed?: boolean };

/** What a message adds to the search for the order. */
export function takeProof(proof: ProofState, turn: FlowTurn): ProofState {
  const { reading } = turn;
  const told =
    proof.open === 'number' || reading.email !== undefined || reading.phone !== undefined || isNumberAlone(turn);
  const bare = told && proof.number === undefined ? reading.bareNumber : undefined;
  const number = reading.orderNumber ?? bare ?? proof.number;
  const email = reading.email ?? proof.email;
  const phone = reading.phone ?? proof.phone;
  const next = { ...proof, ...(number && { number }), ...(email && { email }), ...(phone && { phone }) };
  if (proof.order && number !== undefined && !isSameNumber(number, proof.order.number))
    delete (next as { order?: unknown }).order;
  return next;
}

/** A number with hardly a word beside it is what the customer was asked for, or hands in unasked. */
function isNumberAlone({ reading, reader }: FlowTurn): boolean {
  const words = reading.text.match(/\p{L}{2,}/gu) ?? [];
  return !reading.asks && words.every((word) => reader.isOrderWord(word));
}

/** Looks for the order with what is known, and asks for the next thing that is missing. */
export async function findOrder(proof: ProofState, turn: FlowTurn): Promise<ProofStep> {
  if (proof.order) return { status: 'proved', proof };
  const { orders } = turn.parts;
  if (!orders) return stopped(turn, 'dialogs.proof.unavailable');
  if (proof.open === 'choice' && proof.choices) return choose(proof, turn);
  // "It did not come, send me another code" brings none.
  const wantsNew = turn.reading.wantsCode && readCode(turn.reading.text) === undefined;
  if (proof.open === 'code' && proof.codeFor && !wantsNew) {
    const redeemed = await redeem(proof, proof.codeFor, orders, turn);
    if (redeemed) return redeemed;
  }
  if (turn.reading.wantsCode && orders.sendsCodes) return sendCode(proof, orders, turn);
  if (proof.number === undefined) return withoutNumber(proof, orders, turn);
  const attempt = [proof.number, proof.email, proof.phone].join('|');
  if (attempt === proof.tried) return ask(proof, 'contact', turn, 'dialogs.proof.ask_again');
  const contact = [proof.email, proof.phone].filter(Boolean).join(' ');
  if (contact === '' && !turn.person.verifiedPhone) return askContact(proof, turn);
  const result = await orders.prove({
    shop: turn.pack.shop.id,
    person: turn.person,
    number: proof.number,
    ...(contact !== '' && { contact }),
  });
  return afterProof(result, { ...proof, tried: attempt }, turn);
}

function afterProof(result: ProofResult, proof: ProofState, turn: FlowTurn): ProofStep {
  switch (result.status) {
    case 'proved':
      return proved(result.order, turn, proof);
    case 'not_proved': {
      const text = turn.parts.say('dialogs.proof.not_proved', { count: result.triesLeft });
      const question = notice(text, codeButton(turn), 'question');
      return { status: 'ask', proof: { ...proof, open: 'contact' }, question };
    }
    case 'incomplete':
      return result.needs === 'number' ? askNumber(proof, turn) : askContact(proof, turn);
    case 'limited':
      return limited(result.retryAt, turn);
    case 'unavailable':
      return stopped(turn, 'dialogs.proof.unavailable');
  }
}

/** The contact is kept: who then gives another number need not give it again. */
function proved(order: Order, turn: FlowTurn, { email, phone }: ProofState = {}): ProofStep {
  const proof = { number: order.number, order: keepOrder(order), ...(email && { email }), ...(phone && { phone }) };
  return keep(proof, turn, customerOf(order));
}

/** Who placed the order; kept beside the proof and not with the order, which decisions are recorded with. */
function customerOf({ name, email, phone, address }: Order): ProvedCustomer {
  const known = Object.entries({ name, email, phone, address }).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(known);
}

function keep(proof: ProofState, turn: FlowTurn, customer?: ProvedCustomer): ProofStep {
  turn.memory.proof = { at: turn.now.getTime(), state: proof, ...(customer && { customer }) };
  return { status: 'proved', proof };
}

/** The proof that an earlier flow of this conversation brought, unless it is old or another order is named. */
export function earlierProof(turn: FlowTurn): ProofState {
  const { proof } = turn.memory;
  if (!proof || turn.now.getTime() - proof.at > PROOF_LIFE_MS) return {};
  return proof.state as ProofState;
}

async function withoutNumber(proof: ProofState, orders: Orders, turn: FlowTurn): Promise<ProofStep> {
  const { verifiedPhone } = turn.person;
  if (verifiedPhone !== undefined && proof.choices === undefined) {
    const result = await orders.verifiedOrders({ shop: turn.pack.shop.id, verifiedPhone });
    if (result.status === 'unavailable') return stopped(turn, 'dialogs.proof.unavailable');
    if (result.status === 'found' && result.orders.length > 0) return offer(result.orders, proof, turn);
  }
  if (turn.reading.hasNoNumber && proof.open === 'number') {
    if (orders.sendsCodes && proof.email) return sendCode(proof, orders, turn);
    const key = orders.sendsCodes ? 'dialogs.proof.no_number_code' : 'dialogs.proof.no_number';
    return ask(proof, 'number', turn, key);
  }
  return askNumber(proof, turn);
}

/** The second time in other words, and where the number or the contact is to be found. */
function askNumber(proof: ProofState, turn: FlowTurn): ProofStep {
  const again = proof.open === 'number' && !proof.repeated;
  return repeated(again, ask(proof, 'number', turn, `dialogs.proof.ask_number${again ? '_again' : ''}`));
}

function askContact(proof: ProofState, turn: FlowTurn): ProofStep {
  const again = proof.open === 'contact' && !proof.repeated;
  return repeated(again, ask(proof, 'contact', turn, `dialogs.proof.ask_contact${again ? '_again' : ''}`));
}

function repeated(again: boolean, step: ProofStep): ProofStep {
  if (step.status !== 'ask') return step;
  const { repeated: _before, ...proof } = step.proof;
  return { ...step, proof: { ...proof, ...(again && { repeated: true }) } };
}

/** One order is taken; of several the customer chooses. All of them are proved. */
function offer(orders: readonly Order[], proof: ProofState, turn: FlowTurn): ProofStep {
  const [first] = orders;
  if (orders.length === 1 && first) return proved(first, turn);
  return askChoice({ ...proof, choices: orders.map(keepOrder), customers: orders.map(customerOf) }, turn);
}

function askChoice(proof: ProofState, turn: FlowTurn): ProofStep {
  const titles = (proof.choices ?? []).map(choiceTitle);
  const question = notice(turn.parts.say('dialogs.proof.which_order'), titles, 'question');
  return { status: 'ask', proof: { ...proof, open: 'choice' }, question };
}

async function choose(proof: ProofState, turn: FlowTurn): Promise<ProofStep> {
  const choices = proof.choices ?? [];
  const titles = choices.map((order) => [choiceTitle(order), ...order.items.map((item) => item.name)]);
  const named = choices.findIndex((order) => proof.number !== undefined && isSameNumber(proof.number, order.number));
  const picked = named >= 0 ? named : pickFrom(turn.reading, titles, turn.reader);
  const order = picked === undefined ? undefined : choices[picked];
  if (order) return keep({ number: order.number, order }, turn, proof.customers?.[picked ?? 0]);
  return proof.number === undefined ? askChoice(proof, turn) : findOrder({ ...proof, open: 'number' }, turn);
}

function choiceTitle(order: { readonly number: string; readonly items: readonly { readonly name: string }[] }): string {
  return [order.number, order.items[0]?.name].filter(Boolean).join(' – ');
}

async function sendCode(proof: ProofState, orders: Orders, turn: FlowTurn): Promise<ProofStep> {
  const about: CodePurpose | undefined = proof.number
    ? { number: proof.number }
    : proof.email
      ? { email: proof.email }
      : undefined;
  if (!about) return ask(proof, 'number', turn, 'dialogs.proof.no_number_code');
  const result = await orders.requestCode({ shop: turn.pack.shop.id, person: turn.person, about });
  if (result.status === 'limited') return limited(result.retryAt, turn);
  if (result.status !== 'requested') return stopped(turn, 'dialogs.proof.unavailable');
  return ask({ ...proof, codeFor: about }, 'code', turn, 'dialogs.proof.code_sent');
}

async function redeem(
  proof: ProofState,
  about: CodePurpose,
  orders: Orders,
  turn: FlowTurn,
): Promise<ProofStep | undefined> {
  const { shop } = turn.pack;
  const result = await orders.redeemCode({ shop: shop.id, person: turn.person, about, code: turn.reading.text });
  switch (result.status) {
    case 'proved':
      return offer(result.orders, proof, turn);
    case 'not_proved':
      return ask(proof, 'code', turn, 'dialogs.proof.code_wrong', result.triesLeft);
    case 'limited':
      return limited(result.retryAt, turn);
    case 'unavailable':
      return stopped(turn, 'dialogs.proof.unavailable');
    case 'incomplete':
      // No code in the message: a new contact may be there, else the code is asked for again.
      return turn.reading.email || turn.reading.phone || turn.reading.orderNumber
        ? undefined
        : ask(proof, 'code', turn, 'dialogs.proof.code_again');
  }
}

function ask(proof: ProofState, open: ProofState['open'], turn: FlowTurn, key: string, count?: number): ProofStep {
  const text = turn.parts.say(key, count === undefined ? {} : { count });
  const buttons = open === 'contact' || open === 'code' ? codeButton(turn) : [];
  return { status: 'ask', proof: { ...proof, ...(open && { open }) }, question: notice(text, buttons, 'question') };
}

function codeButton(turn: FlowTurn): string[] {
  return turn.parts.orders?.sendsCodes ? [turn.parts.say('dialogs.proof.code_button')] : [];
}

function limited(retryAt: number, turn: FlowTurn): ProofStep {
  const minutes = Math.max(1, Math.ceil((retryAt - turn.now.getTime()) / 60_000));
  const text = turn.parts.say('dialogs.proof.limited', { count: minutes });
  return {
    status: 'stopped',
    message: notice(`${text} ${contactSentence(turn.parts.say, turn.pack.shop.contact.text)}`),
  };
}

function stopped(turn: FlowTurn, key: string): ProofStep {
  const text = `${turn.parts.say(key)} ${contactSentence(turn.parts.say, turn.pack.shop.contact.text)}`;
  return { status: 'stopped', message: notice(text), failed: true };
}

/** The same number, however it is written. */
function isSameNumber(one: string, other: string): boolean {
  const bare = (number: string) => number.toUpperCase().replace(/[^\p{L}\d]/gu, '');
  return bare(one) === bare(other);
}
