import type { TurnContext } from 'botbuilder';
import type { DialogContext, DialogSet } from 'botbuilder-dialogs';

/** Where botbuilder looks in a turn for the memory scopes that it made earlier in that turn. */
const SCOPES = 'DialogStateManagerConfiguration';
let scopes: unknown;

/**
 * Opens the dialogs of a turn with the memory scopes that botbuilder made in the first turn of the process. They hold
 * nothing of a turn; left to itself it makes some thirty objects of them for every message.
 */
export async function openDialogs(dialogs: DialogSet, context: TurnContext): Promise<DialogContext> {
  if (scopes) context.turnState.set(SCOPES, scopes);
  const opened = await dialogs.createContext(context);
  scopes ??= context.turnState.get(SCOPES);
  return opened;
}
