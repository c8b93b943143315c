import { useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import { useCell } from '../model/cell.ts';
import { EMPTY_DRAFT } from '../model/draft.ts';
import type { Thread } from '../model/thread.ts';
import { onSendKey } from './composer.tsx';
import { Icon } from './icon.tsx';
import { useDesk, useView } from './viewContext.ts';

/** A note to the other agents. It has an id of its own, so that a second try writes no second note. */
export function NoteBox({ thread }: { thread: Thread }) {
  const { say, direction } = useView();
  const desk = useDesk();
  const draft = useCell(thread.noteDraft);
  const [busy, setBusy] = useState(false);
  const id = useRef(crypto.randomUUID());
  const text = draft.text.trim();
  const save = async () => {
    if (text === '' || busy) return;
    setBusy(true);
    try {
      await desk.api.post(`${thread.path}/notes`, { id: id.current, text });
      id.current = crypto.randomUUID();
      thread.noteDraft.set(EMPTY_DRAFT);
      await thread.loadDetail();
    } catch (error) {
      desk.tell('wrong', (error instanceof ApiError && error.message) || say('unreachable'));
    }
    setBusy(false);
  };
  return (
    <>
      <textarea
        id="note"
        rows={2}
        dir={draft.text === '' ? direction : 'auto'}
        aria-label={say('note_to_agents')}
        placeholder={say('note_placeholder')}
        value={draft.text}
        onInput={(event) => thread.noteDraft.update((now) => ({ ...now, text: event.currentTarget.value }))}
        onKeyDown={(event) => onSendKey(event, () => void save())}
      />
      <div class="composer-foot">
        <span class="muted">
          <Icon name="lock" /> {say('note_hidden')}
        </span>
        <button type="button" class="primary send" disabled={text === '' || busy} onClick={() => void save()}>
          {say('save_note')}
        </button>
      </div>
    </>
  );
}
