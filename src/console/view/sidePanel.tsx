import type { ComponentChildren } from 'preact';
import type { ConversationDetail } from '../api/wire.ts';
import type { Thread } from '../model/thread.ts';
import { goTo, hashOf } from '../route.ts';
import { named } from '../words.ts';
import { customerName } from './conversationRow.tsx';
import { Deadline } from './deadline.tsx';
import { DecisionCard, EarlierDecision } from './decisionCard.tsx';
import { Icon } from './icon.tsx';
import { OrderCard } from './orderCard.tsx';
import { TextBlock } from './textBlock.tsx';
import { useDesk, useView } from './viewContext.ts';

/** What is known beside the words: summary, customer, order, decisions, complaints, other conversations, notes. */
export function SidePanel({ thread, detail }: { thread: Thread; detail: ConversationDetail }) {
  const { say } = useView();
  const { summary, order, decisions = [], complaints = [], others = [], notes = [] } = detail;
  return (
    <div class="side-scroll">
      <header class="side-head">
        <h2>{say('about')}</h2>
        <button
          type="button"
          class="iconic about-close"
          aria-label={say('close_sheet')}
          onClick={() => goTo({ page: 'inbox', conversation: thread.id })}
        >
          <Icon name="close" />
        </button>
      </header>
      {summary ? (
        <Section name="summary">
          <TextBlock text={summary} />
        </Section>
      ) : null}
      <CustomerSection detail={detail} />
      {order ? (
        <Section name="order">
          <OrderCard order={order} />
        </Section>
      ) : null}
      {decisions.length > 0 ? (
        <Section name="decisions">
          {decisions.map((decision, index) => {
            const Shown = index === 0 ? DecisionCard : EarlierDecision;
            return <Shown key={decision.id} decision={decision} shop={detail.shop} />;
          })}
        </Section>
      ) : null}
      {complaints.length > 0 ? <Complaints complaints={complaints} /> : null}
      {notes.length > 0 ? <Notes notes={notes} /> : null}
      {others.length > 0 ? <Others others={others} /> : null}
    </div>
  );
}

function Section({ name, children }: { name: string; children: ComponentChildren }) {
  const { say } = useView();
  return (
    <details class="section" open data-section={name}>
      <summary>
        <h3>{say(`section_${name}`)}</h3>
        <Icon name="down" />
      </summary>
      <div class="section-body">{children}</div>
    </details>
  );
}

function CustomerSection({ detail }: { detail: ConversationDetail }) {
  const view = useView();
  const { say, amounts } = view;
  const desk = useDesk();
  const { customer, conversation, channel, shop, handover } = detail;
  return (
    <Section name="customer">
      <dl class="facts">
        <dt>{say('customer_name')}</dt>
        <dd>
          <bdi>{customerName(customer, conversation, view)}</bdi>
        </dd>
        <dt>{say('channel')}</dt>
        <dd>{named(say, 'channel', channel)}</dd>
        <dt>{say('shop')}</dt>
        <dd>
          <bdi>{desk.shopName(shop)}</bdi>
        </dd>
        {customer?.verifiedPhone ? (
          <>
            <dt>{say('verified_phone')}</dt>
            <dd>
              <a href={`tel:${customer.verifiedPhone}`} dir="ltr">
                {customer.verifiedPhone}
              </a>
            </dd>
          </>
        ) : null}
        {handover.reason ? (
          <>
            <dt>{say('handover_reason')}</dt>
            <dd>{named(say, 'reason', handover.reason)}</dd>
          </>
        ) : null}
        {handover.since ? (
          <>
            <dt>{say('since')}</dt>
            <dd>{amounts.dateTime(handover.since)}</dd>
          </>
        ) : null}
      </dl>
    </Section>
  );
}

function Complaints({ complaints }: { complaints: ConversationDetail['complaints'] }) {
  const { say } = useView();
  return (
    <Section name="complaints">
      <ul class="cards">
        {complaints.map(({ number, kind, state, dueAt }) => (
          <li key={number}>
            <a class="card" href={hashOf({ page: 'complaints', number })}>
              <strong>
                {named(say, 'kind', kind)} <bdi dir="ltr">{number}</bdi>
              </strong>
              <span>{named(say, 'case', state)}</span>
              <Deadline dueAt={dueAt} state={state} />
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Notes({ notes }: { notes: ConversationDetail['notes'] }) {
  const { amounts } = useView();
  return (
    <Section name="notes">
      <ul class="cards">
        {notes.map(({ id, at, by, text }) => (
          <li key={id} class="card note-card">
            <TextBlock text={text} />
            <small>
              <bdi>{by?.name}</bdi> · {amounts.dateTime(at)}
            </small>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Others({ others }: { others: ConversationDetail['others'] }) {
  const { say, amounts } = useView();
  return (
    <Section name="others">
      <ul class="cards">
        {others.map(({ conversation, lastAt, preview, state, channel }) => (
          <li key={conversation}>
            <a class="card" href={hashOf({ page: 'inbox', conversation })}>
              <span class="clamp" dir="auto">
                {preview || '\u2026'}
              </span>
              <small>
                {amounts.dateTime(lastAt)} · {named(say, 'channel', channel)} · {named(say, 'state', state)}
              </small>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
