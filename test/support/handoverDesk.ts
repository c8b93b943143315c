import { randomUUID } from 'node:crypto';
import { openSay } from '../../dialogs/locales/openSay.ts';
import type { BotFactory } from '../../src/application.ts';
import type { ConversationsOptions } from '../../src/conversation/index.ts';
import {
  type AgentSettings,
  DEFAULT_AGENT_SETTINGS,
  type Handover,
  type HandoverReason,
  Handovers,
} from '../../src/handover/index.ts';
import { createLog } from '../../src/log.ts';
import type { Driver } from '../../src/storage/index.ts';
import { createConversations, type TestConversations } from './testConversations.ts';

/** One process with a desk: a runtime whose bot says "bot: <text>", and begins a handover at `human [reason]`. */
export interface TestDesk extends TestConversations {
  readonly handovers: Handovers;
  stop(): Promise<void>;
}

export interface DeskOptions {
  readonly now?: () => number;
  readonly presenceMs?: number;
  readonly settings?: Partial<AgentSettings>;
  readonly shops?: readonly string[];
  readonly conversations?: Partial<ConversationsOptions>;
}

const say = openSay();

export function createDesk(driver: Driver, options: DeskOptions = {}): TestDesk {
  const { now = Date.now, presenceMs, settings, shops = ['demo'] } = options;
  const desk = { settings: { ...DEFAULT_AGENT_SETTINGS, ...settings } };
  const handovers: Handovers = new Handovers({
    driver,
    conversations: () => runtime.conversations,
    shops: new Map(shops.map((shop) => [shop, desk])),
    say,
    now,
    newId: randomUUID,
    log: createLog('silent'),
    ...(presenceMs !== undefined && { presenceMs }),
  });
  const runtime = createConversations(driver, handingOver(handovers), {
    now,
    onCommitted: (record, kept) => handovers.onCommitted(record, kept),
    ...options.conversations,
  });
  return {
    ...runtime,
    handovers,
    async stop() {
      await handovers.stop();
      await runtime.conversations.stop();
    },
  };
}

/** The smallest bot that hands over: `human`, `human anger`, `bot` calls it off; while somebody waits it is silent. */
export function handingOver(handovers: Handovers): BotFactory {
  return () => ({
    apology: () => 'apology',
    handler: async (context, turn) => {
      if (context.activity.type !== 'message') return;
      const text = context.activity.text ?? '';
      const current = turn.handover as Handover | undefined;
      const [word = '', reason = 'asked'] = text.split(' ');
      if (word === 'human') {
        const { id, shop } = turn.conversation;
        const plan = await handovers.plan({ conversation: id, shop, reason: reason as HandoverReason, current });
        if (plan.status === 'started') turn.changeHandover(plan.handover);
        await context.sendActivity(`bot: ${plan.status} ${plan.handover.state}`);
      } else if (word === 'bot' && current) {
        turn.changeHandover(handovers.calledOff(current));
        await context.sendActivity('bot: called off');
      } else if (current?.state !== 'waiting') await context.sendActivity(`bot: ${text}`);
    },
  });
}
