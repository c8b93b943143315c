import type { ConversationDetail } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import type { Thread } from '../model/thread.ts';
import { useMove } from './useMove.ts';
import { useDesk, useView } from './viewContext.ts';

/** States in which somebody has asked for a person and nobody is there yet. */
const CLAIMED: ReadonlySet<string> = new Set(['waiting', 'message_left']);

/** In place of the reply box while somebody else speaks: who it is, and how to become the one who answers. */
export function HolderBar({ thread, detail }: { thread: Thread; detail: ConversationDetail }) {
  const { say } = useView();
  const desk = useDesk();
  const busy = useCell(thread.busy);
  const move = useMove(thread);
  const { state, agent } = detail.handover;
  const held = state === 'with_agent';
  const way = held ? 'take-over' : 'claim';
  const allowed = held ? desk.supervisor : CLAIMED.has(state);
  const take = async () => {
    if (!(await move(way))) return;
    desk.inbox.tab.set('mine');
    requestAnimationFrame(() => document.getElementById('reply')?.focus());
  };
  return (
    <div class="holder-bar">
      <p>
        {say(`holder_${state}`)}
        {held && agent ? (
          <>
            {' '}
            <bdi>{agent.name}</bdi>
          </>
        ) : null}
      </p>
      {allowed ? (
        <button type="button" id="claim" class="primary" disabled={busy} onClick={() => void take()}>
          {say(`move_${way.replace('-', '_')}`)}
        </button>
      ) : null}
    </div>
  );
}
