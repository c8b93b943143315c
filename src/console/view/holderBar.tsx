import type { ConversationDetail } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import type { Desk } from '../model/desk.ts';
import type { Thread } from '../model/thread.ts';
import { useMove } from './useMove.ts';
import { useDesk, useView } from './viewContext.ts';

/** In place of the reply box while somebody else speaks: who it is, and how to become the one who answers. */
export function HolderBar({ thread, detail }: { thread: Thread; detail: ConversationDetail }) {
  const { say } = useView();
  const { state, agent } = detail.handover;
  return (
    <div class="holder-bar">
      <p>
        {say(`holder_${state}`)}
        {state === 'with_agent' && agent ? (
          <>
            {' '}
            <bdi>{agent.name}</bdi>
          </>
        ) : null}
        {state === 'bot' ? <span class="muted">{say('step_in_hint')}</span> : null}
      </p>
      <TakeButton thread={thread} detail={detail} />
    </div>
  );
}

/**
 * Takes the conversation: who waits is claimed, a colleague's is taken over (by supervisors), and where the bot speaks
 * the agent steps in. Nobody asked for that, so its key (`a`) only leads to the button.
 */
function TakeButton({ thread, detail }: { thread: Thread; detail: ConversationDetail }) {
  const { say } = useView();
  const desk = useDesk();
  const busy = useCell(thread.busy);
  const move = useMove(thread);
  const { state } = detail.handover;
  const held = state === 'with_agent';
  if (held && !desk.supervisor) return null;
  const take = async () => {
    if (await move(held ? 'take-over' : 'claim')) beginToAnswer(desk);
  };
  const unasked = state === 'bot' || state === 'closed';
  const name = held ? 'take_over' : state === 'bot' ? 'step_in' : 'claim';
  return (
    <button
      type="button"
      id={unasked ? 'step_in' : 'claim'}
      class={unasked ? 'button' : 'primary'}
      disabled={busy}
      onClick={() => void take()}
    >
      {say(`move_${name}`)}
    </button>
  );
}

/** The conversation is the agent's: it stands among theirs, and the reply box has the focus. */
export function beginToAnswer(desk: Desk): void {
  desk.inbox.tab.set('mine');
  requestAnimationFrame(() => document.getElementById('reply')?.focus());
}
