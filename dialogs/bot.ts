import {
  ActivityTypes,
  ConversationState,
  type StatePropertyAccessor,
  type Storage,
  type TurnContext,
} from 'botbuilder';
import { DialogSet, type DialogState, DialogTurnStatus } from 'botbuilder-dialogs';
import type { ChannelActivity } from '../src/channels/activity.ts';
import type { FlowMemory, FlowTurn } from './flow.ts';
import type { FlowResult } from './flowDialog.ts';
import { createMessageReader, type MessageReader } from './recognition/messageReader.ts';
import { notice } from './reply.ts';
import { RootDialog } from './rootDialog.ts';
import { type DialogParts, packOf } from './shopContext.ts';
import { keepFlowTurn } from './turnContext.ts';
import { understandTurn } from './turnUnderstanding.ts';

/** One turn of a conversation, as the runtime hands it over. */
export interface BotTurn {
  readonly shop: string;
  readonly now: Date;
  readonly conversation: { readonly id: string; readonly channel: string; readonly user: { readonly id: string } };
  record(list: string, value: object): void;
}

/** Customer messages that are kept to understand a follow-up, and how much of each. */
const KEPT_MESSAGES = 3;
const KEPT_CHARACTERS = 500;
/** Only messages that ask for what the policy answers help to understand the next; picks, thanks and tricks do not. */
const KEPT_MASS = 0.2;

/**
 * The bot: greets whoever comes, then answers message by message through the root dialog. Its state lives in
 * `storage`; the caller stores it together with the replies.
 */
export function createBot(
  parts: DialogParts,
  storage: Storage,
): (context: TurnContext, turn: BotTurn) => Promise<void> {
  const state = new ConversationState(storage);
  const kept: Kept = {
    history: state.createProperty<string[]>('history'),
    memory: state.createProperty<FlowMemory>('memory'),
    dialogs: state.createProperty<DialogState>('dialogs'),
    activeDialog: state.createProperty<string | null>('activeDialog'),
  };
  const root = new RootDialog(parts);
  const dialogs = new DialogSet(kept.dialogs).add(root);
  const reader = createMessageReader(parts.answerer.recognizer);
  return async (context, turn) => {
    const { type } = context.activity;
    if (type === ActivityTypes.ConversationUpdate) await welcome(context, parts, turn.shop);
    else if (type === ActivityTypes.Message) await answer(context, { parts, turn, kept, root, dialogs, reader });
    await state.saveChanges(context);
  };
}

interface Kept {
  readonly history: StatePropertyAccessor<string[]>;
  readonly memory: StatePropertyAccessor<FlowMemory>;
  readonly dialogs: StatePropertyAccessor<DialogState>;
  /** Name of the flow that waits for the customer, for agents and tools; `null` when none does. */
  readonly activeDialog: StatePropertyAccessor<string | null>;
}

interface Answering {
  readonly parts: DialogParts;
  readonly turn: BotTurn;
  readonly kept: Kept;
  readonly root: RootDialog;
  readonly dialogs: DialogSet;
  readonly reader: MessageReader;
}

async function welcome(context: TurnContext, parts: DialogParts, shop: string): Promise<void> {
  const { shop: facts } = packOf(parts, shop);
  await context.sendActivity(notice(parts.say('dialogs.welcome', { shop: facts.name.ar }), facts.suggestions));
}

async function answer(context: TurnContext, bot: Answering): Promise<void> {
  const { parts, kept, turn, dialogs, root } = bot;
  const text = (context.activity.text ?? '').trim();
  const { speech } = (context.activity.channelData as ChannelActivity['channelData'])?.sanad ?? {};
  if (text === '') {
    const key = speech === 'unheard' ? 'dialogs.voice_unheard' : 'dialogs.no_text';
    await context.sendActivity(notice(parts.say(key)));
    return;
  }
  if (speech === 'heard') await context.sendActivity(notice(parts.say('dialogs.voice_heard', { text })));
  const before = (await kept.history.get(context, [])) ?? [];
  const memory = (await kept.memory.get(context, {})) ?? {};
  const flowTurn = readTurn(context, bot, { text, before, memory });
  keepFlowTurn(context, flowTurn);
  await dropUnknownDialogs(context, bot, flowTurn);
  const dialog = await dialogs.createContext(context);
  const running = await dialog.continueDialog();
  if (running.status === DialogTurnStatus.empty || (running.result as FlowResult | undefined)?.notPicked) {
    await dialog.beginDialog(RootDialog.id, { shop: turn.shop, turn: flowTurn.understanding });
  }
  await kept.activeDialog.set(context, root.activeIn(await kept.dialogs.get(context)) ?? null);
  if (parts.answerer.policyMass(turn.shop, flowTurn.understanding.reading) < KEPT_MASS) return;
  await kept.history.set(context, [...before, text.slice(0, KEPT_CHARACTERS)].slice(-KEPT_MESSAGES));
}

interface Said {
  readonly text: string;
  readonly before: readonly string[];
  readonly memory: FlowMemory;
}

function readTurn(context: TurnContext, { parts, turn, reader }: Answering, { text, before, memory }: Said): FlowTurn {
  const { conversation, now } = turn;
  // The one channel-neutral field of a verified phone; only channels can set it (src/channels/channel.ts).
  const verifiedPhone = (context.activity.channelData as { sanad?: { verifiedPhone?: unknown } } | undefined)?.sanad
    ?.verifiedPhone;
  const understanding = understandTurn(parts.answerer.recognizer, text, before);
  return {
    parts,
    pack: packOf(parts, turn.shop),
    conversation: conversation.id,
    now,
    person: {
      channel: conversation.channel,
      id: conversation.user.id,
      ...(typeof verifiedPhone === 'string' && { verifiedPhone }),
    },
    understanding,
    reading: reader.read(text, now, understanding.reading.topics),
    reader,
    memory,
    send: async (message) => {
      await context.sendActivity(message);
    },
    record: (list, value) => turn.record(list, value),
  };
}

/** A dialog of an earlier version that is no more: its state is dropped, and the customer is told. */
async function dropUnknownDialogs(context: TurnContext, { kept, root }: Answering, turn: FlowTurn): Promise<void> {
  const stored = await kept.dialogs.get(context);
  if (stored === undefined || root.knows(stored)) return;
  await kept.dialogs.delete(context);
  await turn.send(notice(turn.parts.say('dialogs.flow.outdated')));
}
