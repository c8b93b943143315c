import { InboxPane } from './inboxPane.tsx';
import { ThreadPane } from './threadPane.tsx';
import { useView } from './viewContext.ts';

/** Conversations: the lists beside the one that is open. Phones show one or the other. */
export function InboxPage({ conversation, about }: { conversation: string | undefined; about: boolean }) {
  const { say } = useView();
  return (
    <div class="split">
      <section class="list-pane" aria-label={say('page_inbox')}>
        <InboxPane current={conversation} />
      </section>
      <main class="main-pane" id="main" tabIndex={-1}>
        {conversation ? (
          <ThreadPane key={conversation} id={conversation} about={about} />
        ) : (
          <p class="nothing">{say('choose_conversation')}</p>
        )}
      </main>
    </div>
  );
}
