import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import type { ComplaintDetail } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import { hashOf } from '../route.ts';
import { named } from '../words.ts';
import { ClauseLink } from './citations.tsx';
import { ComplaintMoves } from './complaintMoves.tsx';
import { Deadline } from './deadline.tsx';
import { Icon } from './icon.tsx';
import { Files } from './messageItem.tsx';
import { TextBlock } from './textBlock.tsx';
import { useDesk, useView } from './viewContext.ts';

/** One complaint or privacy request: what was filed, by when it is due, what was done, and what can be done. */
export function ComplaintPane({ number }: { number: string }) {
  const { say } = useView();
  const desk = useDesk();
  const changed = useCell(desk.complaintsChanged);
  const [detail, setDetail] = useState<ComplaintDetail>();
  const [wrong, setWrong] = useState('');
  const read = async () => {
    try {
      setDetail(await desk.api.get<ComplaintDetail>(`complaints/${encodeURIComponent(number)}`));
      setWrong('');
    } catch (error) {
      setWrong((error instanceof ApiError && error.message) || say('unreachable'));
    }
  };
  useEffect(() => void read(), [number, changed]);
  if (!detail) {
    return (
      <p class="nothing" role={wrong ? 'alert' : undefined}>
        {wrong || say('loading')}
      </p>
    );
  }
  return (
    <article class="case">
      <CaseHead detail={detail} />
      <div class="case-body">
        <Fields detail={detail} />
        <ComplaintMoves detail={detail} onDone={read} />
        <Deliveries detail={detail} onDone={read} />
        <History detail={detail} />
      </div>
    </article>
  );
}

function CaseHead({ detail }: { detail: ComplaintDetail }) {
  const { say } = useView();
  const desk = useDesk();
  return (
    <header class="thread-head">
      <a class="iconic only-narrow" href="#/complaints" aria-label={say('back_to_list')}>
        <Icon name="back" flip />
      </a>
      <div class="thread-title">
        <h2>
          {named(say, 'kind', detail.kind)} <bdi dir="ltr">{detail.number}</bdi>
        </h2>
        <p>
          <span class="tag case" data-state={detail.state}>
            {named(say, 'case', detail.state)}
          </span>
          <Deadline dueAt={detail.dueAt} state={detail.state} />
          <bdi>{desk.shopName(detail.shop)}</bdi>
        </p>
      </div>
      {detail.conversation ? (
        <a class="button small" href={hashOf({ page: 'inbox', conversation: detail.conversation })}>
          <Icon name="chat" />
          <span class="move-name">{say('to_conversation')}</span>
        </a>
      ) : null}
    </header>
  );
}

function Fields({ detail }: { detail: ComplaintDetail }) {
  const { say, amounts } = useView();
  return (
    <section class="filed">
      <h3>{say('filed')}</h3>
      <dl class="facts">
        <dt>{say('filed_at')}</dt>
        <dd>{amounts.dateTime(detail.filedAt)}</dd>
        {detail.agent ? (
          <>
            <dt>{say('assignee')}</dt>
            <dd>
              <bdi>{detail.agent.name}</bdi>
            </dd>
          </>
        ) : null}
        {Object.entries(detail.fields).flatMap(([name, value]) => [
          <dt key={`${name} name`}>{named(say, 'field', name)}</dt>,
          <dd key={name}>
            <TextBlock text={value} />
          </dd>,
        ])}
      </dl>
      <Files files={detail.evidence} />
      {detail.basis?.length ? (
        <p class="basis">
          {detail.basis.map((clause) => (
            <ClauseLink key={clause} clause={clause} shop={detail.shop} />
          ))}
        </p>
      ) : null}
    </section>
  );
}

function Deliveries({ detail, onDone }: { detail: ComplaintDetail; onDone: () => Promise<void> }) {
  const { say, amounts } = useView();
  const desk = useDesk();
  const { deliveries = [] } = detail;
  if (deliveries.length === 0) return null;
  const resend = async () => {
    try {
      await desk.api.post(`complaints/${encodeURIComponent(detail.number)}/resend`);
      desk.tell('done', say('done_resend'));
    } catch (error) {
      desk.tell('wrong', (error instanceof ApiError && error.message) || say('unreachable'));
    }
    await onDone();
  };
  return (
    <section>
      <h3>{say('deliveries')}</h3>
      <ul class="plain-list">
        {deliveries.map(({ to, state, at, attempts, error }, place) => (
          <li key={`${place} ${to}`}>
            <bdi>{named(say, 'to', to)}</bdi>: {named(say, 'delivery', state)}
            {at ? ` · ${amounts.dateTime(at)}` : ''}
            {attempts && attempts > 1 ? ` · ${say('attempts', { count: attempts })}` : ''}
            {error ? (
              <>
                {' · '}
                <bdi dir="ltr">{error}</bdi>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      <button type="button" class="button small" onClick={() => void resend()}>
        {say('resend')}
      </button>
    </section>
  );
}

function History({ detail }: { detail: ComplaintDetail }) {
  const { say, amounts } = useView();
  if (!detail.history?.length) return null;
  return (
    <section>
      <h3>{say('history')}</h3>
      <ol class="history">
        {detail.history.map(({ at, what, by, text }) => (
          <li key={at + what}>
            <p>
              <strong>{named(say, 'deed', what)}</strong> <bdi>{by ? named(say, 'by', by.name) : ''}</bdi>{' '}
              <time dateTime={at}>{amounts.dateTime(at)}</time>
            </p>
            {text ? <TextBlock text={text} /> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
