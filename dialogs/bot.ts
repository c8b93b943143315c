import {
  ActivityTypes,
  ConversationState,
  type StatePropertyAccessor,
  type Storage,
  type TurnContext,
} from 'botbuilder';
import { DialogSet, type DialogState, DialogTurnStatus } from 'botbuilder-dialogs';
import { notice } from './reply.ts';
import { RootDialog } from './rootDialog.ts';
import { type DialogParts, packOf } from './shopContext.ts';
import { understandTurn } from './turnUnderstanding.ts';

/** One turn of a conversation, as the runtime hands it over. */
export interface BotTurn {
  readonly shop: string;
}

/** Customer messages that are kept to understand a follow-up, and how much of each. */
const KEPT_MESSAGES = 3;
const KEPT_CHARACTERS = 500;

/**
 * The bot: greets whoever comes, then answers message by message through the root dialog. Its state lives in
 * `storage`; the caller stores it together with the replies.
 */
export function createBot(
  parts: DialogParts,
  storage: Storage,
): (context: TurnContext, turn: BotTurn) => Promise<void> {
  const state = new ConversationState(storage);
  const history = state.createProperty<string[]>('history');
  const root = new RootDialog(parts);
  const dialogs = new DialogSet(state.createProperty<DialogState>('dialogs')).add(root);
  return async (context, { shop }) => {
    if (context.activity.type === ActivityTypes.ConversationUpdate) await welcome(context, parts, shop);
    else if (context.activity.type === ActivityTypes.Message) await answer(context, parts, shop, dialogs, history);
    await state.saveChanges(context);
  };
}

async function welcome(context: TurnContext, parts: DialogParts, shop: string): Promise<void> {
  const { shop: facts } = packOf(parts, shop);
  await context.sendActivity(notice(parts.say('dialogs.welcome', { shop: facts.name.ar }), facts.suggestions));
}

async function answer(
  context: TurnContext,
  parts: DialogParts,
  shop: string,
  dialogs: DialogSet,
  history: StatePropertyAccessor<string[]>,
): Promise<void> {
  const text = (context.activity.text ?? '').trim();
  if (text === '') {
    await context.sendActivity(notice(parts.say('dialogs.no_text')));
    return;
  }
  const before = (await history.get(context, [])) ?? [];
  const turn = understandTurn(parts.answerer.recognizer, text, before);
  const dialog = await dialogs.createContext(context);
  const running = await dialog.continueDialog();
  if (running.status === DialogTurnStatus.empty || (running.result as { notPicked?: boolean } | undefined)?.notPicked) {
    await dialog.beginDialog(RootDialog.id, { shop, turn });
  }
  await history.set(context, [...before, text.slice(0, KEPT_CHARACTERS)].slice(-KEPT_MESSAGES));
}
