import { useCell } from '../model/cell.ts';
import type { Thread } from '../model/thread.ts';
import { Dialog } from './dialog.tsx';
import { beginToAnswer } from './holderBar.tsx';
import { useMove } from './useMove.ts';
import { useDesk, useView } from './viewContext.ts';

/** More than the capacity of who would get the conversation: said, and done only when the agent wants it. */
export function ConfirmOverride({ thread }: { thread: Thread }) {
  const { say } = useView();
  const desk = useDesk();
  const move = useMove(thread);
  const asked = useCell(thread.tooMany);
  if (!asked) return null;
  const cancel = () => thread.tooMany.set(undefined);
  const goOn = async () => {
    cancel();
    const done = await move(asked.move, { ...asked.body, override: true });
    if (done && asked.move !== 'transfer') beginToAnswer(desk);
  };
  return (
    <Dialog title={say('over_capacity')} onClose={cancel}>
      <p>{asked.why}</p>
      <p class="muted">{say('over_capacity_logged')}</p>
      <div class="sheet-buttons">
        <button type="button" class="primary" onClick={() => void goOn()}>
          {say(asked.move === 'transfer' ? 'over_capacity_transfer' : 'over_capacity_claim')}
        </button>
        <button type="button" class="button" autofocus onClick={cancel}>
          {say('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
