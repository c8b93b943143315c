import { Customer } from './customer.ts';
import { percentile } from './figures.ts';
import type { QuestionsByShop } from './groundedQuestions.ts';
import { answerParent, usage } from './process.ts';

/** What the load generator can be told to do. */
export type LoadOrder =
  /** What the customers of each shop ask; before all other orders. */
  | { readonly kind: 'questions'; readonly questions: QuestionsByShop }
  /** So many customers ask one question after another, each as soon as the last is answered. */
  | { readonly kind: 'turns'; readonly url: string; readonly connections: number; readonly ms: number }
  /** Opens so many customers, has each ask once, and keeps their sockets. */
  | { readonly kind: 'open'; readonly url: string; readonly connections: number }
  | { readonly kind: 'close' };

export interface TurnSample {
  /** Turns that were answered within the measured time, and all with those that warmed up. */
  readonly turns: number;
  readonly allTurns: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Share of one core that the load generator itself took. */
  readonly load: number;
}

const WARM_MS = 400;
const AT_ONCE = 20;
let shops: QuestionsByShop = [];
let open: Customer[] = [];

async function begin(url: string, count: number): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, at) => shopOf(from + at).shop);
    customers.push(...(await Promise.all(some.map((shop) => Customer.begin(url, shop)))));
  }
  return customers;
}

function shopOf(customer: number): { shop: string; questions: readonly string[] } {
  const [shop, questions] = shops[customer % shops.length] ?? ['', []];
  return { shop, questions };
}

/** Every customer goes through the questions of their shop, each from a place of their own. */
function question(customer: number, turn: number): string {
  const { questions } = shopOf(customer);
  return questions[(customer * 7 + turn) % questions.length] ?? '';
}

async function measureTurns(url: string, connections: number, ms: number): Promise<TurnSample> {
  const customers = await begin(url, connections);
  await Promise.all(customers.map((customer, at) => customer.ask(question(at, 0))));
  const from = performance.now() + WARM_MS;
  const until = from + ms;
  const took: number[] = [];
  let allTurns = 0;
  const { cpuMs } = usage();
  const talk = async (customer: Customer, at: number) => {
    for (let turn = 1; performance.now() < until; turn++) {
      const asked = performance.now();
      await customer.ask(question(at, turn));
      const now = performance.now();
      if (now >= from && now < until) took.push(now - asked);
      allTurns += 1;
    }
  };
  await Promise.all(customers.map(talk));
  const load = (usage().cpuMs - cpuMs) / (WARM_MS + ms);
  await Promise.all(customers.map((customer) => customer.close()));
  const turns = took.length;
  return { turns, allTurns, seconds: ms / 1000, p50: percentile(took, 0.5), p99: percentile(took, 0.99), load };
}

async function carryOut(order: LoadOrder): Promise<unknown> {
  if (order.kind === 'questions') {
    shops = order.questions;
    return shops.length;
  }
  if (order.kind === 'turns') return measureTurns(order.url, order.connections, order.ms);
  if (order.kind === 'open') {
    open = await begin(order.url, order.connections);
    for (const [at, customer] of open.entries()) await customer.ask(question(at, 0));
  } else {
    await Promise.all(open.map((customer) => customer.close()));
    open = [];
  }
  return open.length;
}

answerParent(carryOut);
