import type { Move, Thread } from '../model/thread.ts';
import { useDesk, useView } from './viewContext.ts';

/** Refusals that the agent may overrule. */
const TOO_MANY = new Set(['AtCapacity', 'ColleagueAtCapacity']);

/** Does one of the moves and says how it went; tells true when it is done. Beyond a capacity the agent is asked. */
export function useMove(thread: Thread): (move: Move, body?: object) => Promise<boolean> {
  const { say } = useView();
  const desk = useDesk();
  return async (move, body = {}) => {
    const error = await thread.move(move, body);
    if (!error) desk.tell('done', say(`done_${move.replace('-', '_')}`));
    else if (TOO_MANY.has(error.code)) thread.tooMany.set({ move, body, why: error.message });
    else desk.tell('wrong', error.message || say('unreachable'));
    return !error;
  };
}
