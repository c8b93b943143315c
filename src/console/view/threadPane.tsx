import { useEffect } from 'preact/hooks';
import { useCell } from '../model/cell.ts';
import type { Thread } from '../model/thread.ts';
import { Composer } from './composer.tsx';
import { ConfirmOverride } from './confirmOverride.tsx';
import { SidePanel } from './sidePanel.tsx';
import { ThreadHead } from './threadHead.tsx';
import { Transcript } from './transcript.tsx';
import { useDesk, useView } from './viewContext.ts';

/** One conversation: what was said, the reply box, and what is known beside it. */
export function ThreadPane({ id, about }: { id: string; about: boolean }) {
  const { say } = useView();
  const thread = useDesk().thread(id);
  const detail = useCell(thread.detail);
  const failure = useCell(thread.failure);
  useEffect(() => void thread.open(), [thread]);
  if (failure) return <Failed thread={thread} />;
  if (!detail) {
    return (
      <p class="nothing" aria-busy="true">
        {say('loading')}
      </p>
    );
  }
  return (
    <div class={about ? 'thread with-about' : 'thread'}>
      <div class="talk">
        <ThreadHead thread={thread} detail={detail} about={about} />
        <Transcript thread={thread} detail={detail} />
        <Composer thread={thread} detail={detail} />
      </div>
      <aside class="side" aria-label={say('about')}>
        <SidePanel thread={thread} detail={detail} />
      </aside>
      <ConfirmOverride thread={thread} />
    </div>
  );
}

function Failed({ thread }: { thread: Thread }) {
  const { say } = useView();
  const failure = useCell(thread.failure);
  return (
    <div class="nothing" role="alert">
      <p>{failure?.message || say('unreachable')}</p>
      <button type="button" class="button" onClick={() => void thread.open()}>
        {say('try_again')}
      </button>
    </div>
  );
}
