import { useCell } from '../model/cell.ts';
import type { Unsent } from '../model/outbox.ts';
import { Icon } from './icon.tsx';
import { Files, Words } from './messageItem.tsx';
import { useDesk, useView } from './viewContext.ts';

/** A reply on its way, or one that the server refused, with why and what can be done. */
export function UnsentItem({ unsent }: { unsent: Unsent }) {
  const { say, times } = useView();
  const { live, outbox, session } = useDesk();
  const online = useCell(live.state) !== 'offline';
  const refused = unsent.refused !== undefined;
  const state = refused ? 'not_sent' : online ? 'sending' : 'kept';
  return (
    <li class={refused ? 'message by-agent headed refused' : 'message by-agent headed pending'}>
      <p class="who">
        <bdi>{session.account.name}</bdi>
      </p>
      <div class="bubble">
        <Words text={unsent.text} />
        <Files files={unsent.attachments} />
      </div>
      <p class="about-message">
        <time dateTime={unsent.at}>{times.time(Date.parse(unsent.at))}</time>
        <span class="delivery">
          <Icon name={refused ? 'alert' : 'clock'} />
          <span>{say(`unsent_${state}`)}</span>
        </span>
      </p>
      {refused ? (
        <div class="refusal" role="alert">
          <p>{unsent.refused}</p>
          <button type="button" class="plain" onClick={() => outbox.retry(unsent)}>
            {say('try_again')}
          </button>
          <EditAgain unsent={unsent} />
          <button type="button" class="plain" onClick={() => outbox.remove(unsent.id)}>
            {say('discard')}
          </button>
        </div>
      ) : null}
    </li>
  );
}

/** Puts the words back into the reply box. */
function EditAgain({ unsent }: { unsent: Unsent }) {
  const { say } = useView();
  const desk = useDesk();
  const edit = () => {
    const { text, citations = [], attachments = [], conversation } = unsent;
    desk.thread(conversation).draft.update((now) => ({
      text: [now.text, text].filter(Boolean).join('\n'),
      citations: [...now.citations, ...citations],
      attachments: [...now.attachments, ...attachments],
    }));
    desk.outbox.remove(unsent.id);
  };
  return (
    <button type="button" class="plain" onClick={edit}>
      {say('edit')}
    </button>
  );
}
