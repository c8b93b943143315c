import type { FlowMemory } from './flow.ts';
import { FLOWS } from './flows.ts';
import type { KeptOrder } from './orderProof/keptOrder.ts';
import type { ProofState } from './orderProof/proofState.ts';
import type { DialogParts } from './shopContext.ts';

/** What an agent is told of a conversation beside its words. */
export interface AgentInsight {
  readonly summary?: string;
  /** The order that the customer proved to be theirs. */
  readonly order?: KeptOrder;
}

interface StoredState {
  readonly history?: readonly string[];
  readonly memory?: FlowMemory;
  readonly dialogs?: unknown;
}

/** How probable a topic must be to be named to an agent. */
const NAMED = 0.4;
const MOST_TOPICS = 3;

/** Reads the bot's stored state of a conversation for the agent who takes it over. */
export function agentInsight(stored: Readonly<Record<string, unknown>>, parts: DialogParts): AgentInsight {
  const state = stored as StoredState;
  const order = (state.memory?.proof?.state as ProofState | undefined)?.order;
  const summary = [...askedAbout(state.history ?? [], parts), ...underWay(state.dialogs, parts)].join(' ');
  return { ...(summary !== '' && { summary }), ...(order && { order }) };
}

function askedAbout(history: readonly string[], { say, answerer, knowledge }: DialogParts): string[] {
  const { topics } = answerer.recognizer;
  const likely = history
    .flatMap((text) => topics.scores(text).slice(0, 1))
    .filter(({ probability }) => probability >= NAMED);
  const ids = [...new Set(likely.map(({ label }) => label).reverse())].slice(0, MOST_TOPICS);
  const titles = ids.flatMap((id) => knowledge.topics.find((topic) => topic.id === id)?.title ?? []);
  return titles.length > 0 ? [say('agents.asked_about', { topics: titles.join('، ') })] : [];
}

/** The flows that wait for the customer, as each of them sums itself up. */
function underWay(dialogs: unknown, parts: DialogParts): string[] {
  return stackOf(dialogs).flatMap(({ id, state }) => {
    const flow = FLOWS.find((one) => one.id === id);
    const known = state as { version?: number; state?: object } | undefined;
    if (!flow || known?.version !== flow.version || !known.state) return [];
    const about = flow.summary(known.state, parts);
    return about === '' ? [] : [parts.say('agents.under_way', { about })];
  });
}

interface Instance {
  readonly id: string;
  readonly state?: unknown;
}

/** Every dialog of a stored state, from the outermost in. */
function stackOf(dialogs: unknown): Instance[] {
  const { dialogStack = [] } = (dialogs ?? {}) as { dialogStack?: readonly Instance[] };
  return dialogStack.flatMap((one) => [one, ...stackOf((one.state as { dialogs?: unknown } | undefined)?.dialogs)]);
}
