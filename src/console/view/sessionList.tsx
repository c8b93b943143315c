import { useEffect, useState } from 'preact/hooks';
import type { Page } from '../api/wire.ts';
import { useDesk, useView } from './viewContext.ts';

interface OwnSession {
  readonly id: string;
  readonly createdAt: string;
  readonly seenAt?: string;
  readonly current?: boolean;
}

/** Where this account is signed in, each to be ended. */
export function SessionList() {
  const { say, amounts } = useView();
  const desk = useDesk();
  const [sessions, setSessions] = useState<readonly OwnSession[]>([]);
  const read = () =>
    desk.api.get<Page<OwnSession>>('sessions').then(
      ({ items }) => setSessions(items),
      () => undefined,
    );
  useEffect(() => void read(), [desk]);
  const end = (id: string) =>
    desk.api
      .post(`sessions/${encodeURIComponent(id)}/revoke`)
      .catch(() => desk.tell('wrong', say('unreachable')))
      .then(read);
  if (sessions.length === 0) return null;
  return (
    <section class="settings">
      <h2>{say('sessions')}</h2>
      <ul class="plain-list">
        {sessions.map(({ id, createdAt, seenAt, current }) => (
          <li key={id}>
            {say('session_since', { time: amounts.dateTime(createdAt) })}
            {seenAt ? ` · ${say('session_seen', { time: amounts.dateTime(seenAt) })}` : ''}{' '}
            {current ? (
              <span class="tag">{say('session_here')}</span>
            ) : (
              <button type="button" class="plain" onClick={() => void end(id)}>
                {say('session_end')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
