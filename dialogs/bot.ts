import { ActivityTypes, type StatePropertyAccessor, type Storage, type TurnContext } from 'botbuilder';
import { DialogSet, type DialogState, DialogTurnStatus } from 'botbuilder-dialogs';
import type { ChannelActivity } from '../src/channels/activity.ts';
import type { FiledEvidence } from '../src/complaints/index.ts';
import { type Handover, isUnderWay, reportedState } from '../src/handover/index.ts';
import { complaintFlow } from './complaintDialog.ts';
import { ConversationMemory } from './conversationMemory.ts';
import { openDialogs } from './dialogMemory.ts';
import { clientRating, keepClientRating, takeRating } from './feedback.ts';
import type { FlowMemory, FlowTurn } from './flow.ts';
import type { FlowResult } from './flowDialog.ts';
import { saysComplaint } from './form/saysComplaint.ts';
import { formFor } from './form/wantsForm.ts';
import { startHandover } from './handover/startHandover.ts';
import { showsAnger } from './handover/triggers.ts';
import { whileHandedOver } from './handover/whileHandedOver.ts';
import { introduceOnce, introducing, START, saysHello } from './introduction.ts';
import { privacyRequestFlow } from './privacyRequestDialog.ts';
import { type HandoverWords, openHandoverWords } from './recognition/handoverWords.ts';
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
  /** Who speaks in the conversation, as stored; see src/handover. */
  readonly handover?: object;
  changeHandover(next: Handover): void;
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
  const state = new ConversationMemory(storage);
  const kept: Kept = {
    history: state.createProperty<string[]>('history'),
    memory: state.createProperty<FlowMemory>('memory'),
    dialogs: state.createProperty<DialogState>('dialogs'),
    activeDialog: state.createProperty<string | null>('activeDialog'),
    introduced: state.createProperty<boolean>('introduced'),
  };
  const root = new RootDialog(parts);
  const dialogs = new DialogSet(kept.dialogs).add(root);
  const reader = createMessageReader(parts.answerer.recognizer);
  const heard = openHandoverWords();
  return async (context, turn) => {
    const { type } = context.activity;
    if (!saysHello(turn.conversation.channel)) await introduceOnce(context, kept.introduced, parts, turn.shop);
    const opens = type === ActivityTypes.ConversationUpdate && saysHello(turn.conversation.channel);
    const starts = type === ActivityTypes.Event && context.activity.name === START;
    if (opens || starts) await welcome(context, parts, turn.shop);
    else if (type === ActivityTypes.Message) await answer(context, { parts, turn, kept, root, dialogs, reader, heard });
    else if (type === ActivityTypes.Event) await hear(context, parts, turn, kept);
    await state.saveChanges(context);
  };
}

interface Kept {
  readonly history: StatePropertyAccessor<string[]>;
  readonly memory: StatePropertyAccessor<FlowMemory>;
  readonly dialogs: StatePropertyAccessor<DialogState>;
  /** Name of the flow that waits for the customer, for agents and tools; `null` when none does. */
  readonly activeDialog: StatePropertyAccessor<string | null>;
  /** The bot has said who it is, where no widget said it. */
  readonly introduced: StatePropertyAccessor<boolean>;
}

interface Answering {
  readonly parts: DialogParts;
  readonly turn: BotTurn;
  readonly kept: Kept;
  readonly root: RootDialog;
  readonly dialogs: DialogSet;
  readonly reader: MessageReader;
  readonly heard: HandoverWords;
}

async function welcome(context: TurnContext, parts: DialogParts, shop: string): Promise<void> {
  const { shop: facts } = packOf(parts, shop);
  const hello = notice(parts.say('dialogs.welcome', { shop: facts.name.ar }), facts.suggestions);
  await context.sendActivity(introducing(hello));
}

/** A hub that speaks for agents outside tells how a handover stands; a client tells of a rating by its own buttons. */
async function hear(context: TurnContext, { handovers }: DialogParts, turn: BotTurn, { memory }: Kept): Promise<void> {
  const rating = clientRating(context.activity);
  if (rating) {
    const remembered = (await memory.get(context, {})) ?? {};
    const told = keepClientRating(rating, remembered, turn);
    await memory.set(context, remembered);
    if (told) await context.sendActivity(told);
    return;
  }
  const state = reportedState(context.activity);
  if (state === undefined || !turn.handover) return;
  const next = handovers?.reported(turn.handover as Handover, state);
  if (next) turn.changeHandover(next);
}

async function answer(context: TurnContext, bot: Answering): Promise<void> {
  const { parts, kept, turn, dialogs, root } = bot;
  const text = (context.activity.text ?? '').trim();
  const { speech } = (context.activity.channelData as ChannelActivity['channelData'])?.sanad ?? {};
  const attachments = attachmentsOf(context);
  if (text === '' && (speech === 'unheard' || !(await awaitsPictures(context, bot, attachments)))) {
    // A picture for the agent is kept like any message.
    if (isUnderWay(turn.handover as Handover | undefined)) return;
    await keepPictures(context, kept, turn.now, attachments);
    const key = speech === 'unheard' ? 'dialogs.voice_unheard' : 'dialogs.no_text';
    await context.sendActivity(notice(parts.say(key)));
    return;
  }
  if (speech === 'heard') await context.sendActivity(notice(parts.say('dialogs.voice_heard', { text })));
  const before = (await kept.history.get(context, [])) ?? [];
  const memory = (await kept.memory.get(context, {})) ?? {};
  const flowTurn = readTurn(context, bot, { text, before, memory, attachments });
  keepFlowTurn(context, flowTurn);
  await dropUnknownDialogs(context, bot, flowTurn);
  const active = root.activeIn(await kept.dialogs.get(context));
  // A flow begins on an empty stack: what a stored one may hold without a flow that waits would hide it.
  if (active === undefined) await kept.dialogs.delete(context);
  if (!(await goesElsewhere(flowTurn, active))) {
    const taken = active !== undefined && (await continueFlow(dialogs, context));
    const start = taken ? undefined : await root.route(flowTurn);
    if (start) await (await openDialogs(dialogs, context)).beginDialog(RootDialog.id, start);
  }
  await kept.activeDialog.set(context, root.activeIn(await kept.dialogs.get(context)) ?? null);
  if (parts.answerer.policyMass(turn.shop, flowTurn.understanding.reading) < KEPT_MASS) return;
  await kept.history.set(context, [...before, text.slice(0, KEPT_CHARACTERS)].slice(-KEPT_MESSAGES));
}

/** Gives the message to the flow that waits; false when that was not for it. */
async function continueFlow(dialogs: DialogSet, context: TurnContext): Promise<boolean> {
  const dialog = await openDialogs(dialogs, context);
  const { status, result } = await dialog.continueDialog();
  return status !== DialogTurnStatus.empty && !(result as FlowResult | undefined)?.notPicked;
}

/**
 * Messages that no dialog sees: those for an agent, ratings, and anger, which brings a person. When nobody is there for
 * the angry customer, the dialogs still do what they can.
 */
async function goesElsewhere(turn: FlowTurn, active: string | undefined): Promise<boolean> {
  const isOpen = active !== undefined;
  if (await whileHandedOver(turn)) return true;
  // An offer of a person is for the next message; inside a flow a yes answers the flow.
  if (isOpen) delete turn.memory.humanOffer;
  if (await takeRating(turn, isOpen)) return true;
  if (turn.handover?.state === 'message_left' || !showsAnger(turn) || isComplaining(turn, active)) return false;
  const started = await startHandover(turn, { reason: 'anger' });
  const { reading } = turn;
  const toDo = isOpen || reading.asks || reading.wishes || reading.reason?.plain === true;
  return started === 'waiting' || (started !== 'unconnected' && !toDo);
}

/**
 * Who is angry in a complaint, or asks in so many words for one, is where anger belongs: nobody else is sent for. Words
 * that only sound like a complaint are anger.
 */
function isComplaining(turn: FlowTurn, active: string | undefined): boolean {
  if (active !== undefined) return TAKES_PICTURES.has(active);
  const files = turn.pack.forms?.complaint.files === true;
  return files && saysComplaint(turn) && formFor(turn, false) === complaintFlow.id;
}

/** Files of a message by where the channel stored them. */
function attachmentsOf({ activity }: TurnContext): FiledEvidence[] {
  return (activity.attachments ?? []).flatMap(({ contentType, contentUrl, name }) =>
    typeof contentUrl === 'string' && contentUrl !== '' ? [{ contentType, contentUrl, ...(name && { name }) }] : [],
  );
}

/** Is a form open, which takes pictures without a word? */
async function awaitsPictures(
  context: TurnContext,
  { kept, turn }: Answering,
  files: readonly FiledEvidence[],
): Promise<boolean> {
  if (isUnderWay(turn.handover as Handover | undefined)) return false;
  const active = await kept.activeDialog.get(context);
  return files.length > 0 && typeof active === 'string' && TAKES_PICTURES.has(active);
}

const TAKES_PICTURES: ReadonlySet<string> = new Set([complaintFlow.id, privacyRequestFlow.id]);
const KEPT_PICTURES = 5;

/** A picture is often sent before the word that says what it shows. */
async function keepPictures(
  context: TurnContext,
  kept: Kept,
  now: Date,
  files: readonly FiledEvidence[],
): Promise<void> {
  if (files.length === 0) return;
  const memory = (await kept.memory.get(context, {})) ?? {};
  const list = [...(memory.pictures?.list ?? []), ...files].slice(-KEPT_PICTURES);
  await kept.memory.set(context, { ...memory, pictures: { at: now.getTime(), list } });
}

interface Said {
  readonly text: string;
  readonly before: readonly string[];
  readonly memory: FlowMemory;
  readonly attachments: readonly FiledEvidence[];
}

function readTurn(
  context: TurnContext,
  { parts, turn, reader, heard }: Answering,
  { text, before, memory, attachments }: Said,
): FlowTurn {
  const { conversation, now } = turn;
  // The one channel-neutral field of a verified phone; only channels can set it (src/channels/channel.ts).
  const verifiedPhone = (context.activity.channelData as { sanad?: { verifiedPhone?: unknown } } | undefined)?.sanad
    ?.verifiedPhone;
  const understanding = understandTurn(parts.answerer.recognizer, text, before);
  const handedOver: { now: Handover | undefined; silent: boolean } = {
    now: turn.handover as Handover | undefined,
    silent: false,
  };
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
    reading: reader.read(text, now),
    reader,
    heard,
    attachments,
    memory,
    get handover() {
      return handedOver.now;
    },
    changeHandover: (next) => {
      handedOver.now = next;
      handedOver.silent = next.state === 'waiting';
      turn.changeHandover(next);
    },
    send: async (message) => {
      if (!handedOver.silent) await context.sendActivity(message);
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
