import type { Move, Thread } from '../model/thread.ts';
import { useDesk, useView } from './viewContext.ts';

/** Does one of the moves and says how it went; tells true when it is done. */
export function useMove(thread: Thread): (move: Move, body?: object) => Promise<boolean> {
  const { say } = useView();
  const desk = useDesk();
  return async (move, body) => {
    const error = await thread.move(move, body);
    if (error) desk.tell('wrong', error.message || say('unreachable'));
    else desk.tell('done', say(`done_${move.replace('-', '_')}`));
    return !error;
  };
}
