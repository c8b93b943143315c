import type { Thread } from '../model/thread.ts';
import { Dialog } from './dialog.tsx';
import { useMove } from './useMove.ts';
import { useView } from './viewContext.ts';

/** Closing is asked once: the customer is told that the conversation is over. */
export function ConfirmClose({ thread, onClose }: { thread: Thread; onClose: () => void }) {
  const { say } = useView();
  const move = useMove(thread);
  const close = () => {
    onClose();
    void move('close');
  };
  return (
    <Dialog title={say('move_close')} onClose={onClose}>
      <p>{say('close_question')}</p>
      <div class="sheet-buttons">
        <button type="button" class="primary" autofocus onClick={close}>
          {say('move_close')}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {say('cancel')}
        </button>
      </div>
    </Dialog>
  );
}
