import { normalize } from '../../src/language/index.ts';
import type { Order } from '../../src/orders/index.ts';
import type { FlowTurn } from '../flow.ts';
import { earlierProof } from '../orderProof/findOrder.ts';
import type { FormValues } from './formState.ts';

/** What a complaint need not ask: the proved order's number and its customer, and the problem as it was told before. */
export async function knownValues(turn: FlowTurn): Promise<FormValues> {
  const number = earlierProof(turn).order?.number;
  const earlier = [...turn.understanding.history, ...(turn.memory.told ?? [])];
  const description = toldBefore(turn);
  const named = numberTold(earlier, turn);
  const proved = number ? { ...knownContact(turn), orderNumber: number } : await verifiedValues(turn);
  return { ...(named && { orderNumber: named }), ...proved, ...(description && { description }) };
}

/** The only order number that the customer named before; of two nobody knows which is meant. */
function numberTold(texts: readonly string[], { reader, now }: FlowTurn): string | undefined {
  const numbers = new Set(texts.flatMap((text) => reader.read(text, now).orderNumber ?? []));
  return numbers.size === 1 ? [...numbers][0] : undefined;
}

/** The order of a phone that the channel vouches for: the only one, or the one that the message names. */
async function verifiedValues(turn: FlowTurn): Promise<FormValues> {
  const { orders } = turn.parts;
  const { verifiedPhone } = turn.person;
  if (!orders || verifiedPhone === undefined) return {};
  const result = await orders.verifiedOrders({ shop: turn.pack.shop.id, verifiedPhone });
  if (result.status !== 'found') return {};
  const named = turn.reading.orderNumber;
  const fitting = result.orders.filter(({ number }) => named === undefined || isSame(number, named));
  const [order] = fitting;
  return order && fitting.length === 1 ? valuesOf(order) : {};
}

function valuesOf({ number, name, email, phone, address }: Order): FormValues {
  return told({ orderNumber: number, name, email, phone, address });
}

function isSame(one: string, other: string): boolean {
  return normalize(one).replaceAll(' ', '') === normalize(other).replaceAll(' ', '');
}

function told(values: Readonly<Record<string, unknown>>): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string' && value !== ''));
}

/** Who the customer is, as the proved order says. */
export function knownContact(turn: FlowTurn): FormValues {
  const proof = earlierProof(turn);
  const customer = proof.order ? turn.memory.proof?.customer : undefined;
  return told({ ...customer, email: customer?.email ?? (proof.order && proof.email) });
}

/** The customer's words of this conversation that told what is wrong; the latest ones count. */
function toldBefore({ memory, understanding, reader, now }: FlowTurn): string | undefined {
  const before = [...understanding.history, ...(memory.told ?? [])];
  delete memory.told;
  return before.flatMap((text) => plainTrouble(text, reader, now) ?? []).at(-1);
}

/** A message that tells a trouble, or the part of a question that does: "the cup is cracked, how do I complain?" */
function plainTrouble(text: string, reader: FlowTurn['reader'], now: Date): string | undefined {
  const tells = (part: string) => {
    const reading = reader.read(part, now);
    return !reading.asks && reading.reason?.plain === true;
  };
  return tells(text)
    ? text
    : text
        .split(/[,،؛;.!?؟\n]+/u)
        .map((part) => part.trim())
        .findLast(tells);
}
