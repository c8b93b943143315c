import { serveTurns } from '../dialogs/thread/serveTurns.ts';
import { echo } from '../src/conversation/index.ts';

/** The thread of `botThread.ts` with nothing but the dialog replaced. */
serveTurns(() => echo);
