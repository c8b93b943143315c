import type { ConversationItem, Customer, QueueItem } from '../api/wire.ts';
import { hashOf } from '../route.ts';
import { named } from '../words.ts';
import { Icon } from './icon.tsx';
import { useNow } from './useNow.ts';
import { useDesk, useView, type View } from './viewContext.ts';

/** Height of a row in pixels; `lists.css` fills it. */
export const ROW_HEIGHT = 88;

/** What the customer is called: the name they go by, or "visitor" with the end of the conversation's id. */
export function customerName(customer: Customer | undefined, conversation: string, { say }: View): string {
  const name = customer?.name?.trim();
  return name || say('visitor', { id: `\u2066${conversation.slice(-4)}\u2069` });
}

/** One who waits: since when, why, and at which place in the queue. */
export function WaitingRow({ item, open }: { item: QueueItem; open: boolean }) {
  const view = useView();
  const { say, amounts } = view;
  const waits = useNow() - Date.parse(item.since);
  return (
    <a
      class="row"
      href={hashOf({ page: 'inbox', conversation: item.conversation })}
      aria-current={open ? 'true' : undefined}
    >
      <span class="row-head">
        <bdi class="row-name">{customerName(item.customer, item.conversation, view)}</bdi>
        <span class={waits > LONG_WAIT_MS ? 'wait long' : 'wait'}>
          <span class="unseen">{say('waits_since')} </span>
          {amounts.span(waits)}
        </span>
      </span>
      <Preview text={item.preview} />
      <span class="tags">
        <span class="tag reason" data-reason={item.reason}>
          {named(say, 'reason', item.reason)}
        </span>
        <Origin shop={item.shop} channel={item.channel} />
      </span>
    </a>
  );
}

const LONG_WAIT_MS = 5 * 60_000;

/** One conversation: who, when, the last words, who speaks. */
export function ConversationRow({ item, open }: { item: ConversationItem; open: boolean }) {
  const view = useView();
  const { say } = view;
  const now = useNow(60_000);
  const unread = item.unread ?? 0;
  return (
    <a
      class={unread > 0 ? 'row unread' : 'row'}
      href={hashOf({ page: 'inbox', conversation: item.conversation })}
      aria-current={open ? 'true' : undefined}
    >
      <span class="row-head">
        <bdi class="row-name">{customerName(item.customer, item.conversation, view)}</bdi>
        <Since item={item} now={now} />
      </span>
      <span class="row-middle">
        {item.lastBy === 'agent' ? <Answered /> : null}
        <Preview text={item.preview} />
        {unread > 0 ? (
          <span class="count">
            <span aria-hidden="true">{unread}</span>
            <span class="unseen">{say('unread', { count: unread })}</span>
          </span>
        ) : null}
      </span>
      <span class="tags">
        <span class="tag state" data-state={item.state}>
          {item.agent?.name ? <bdi>{item.agent.name}</bdi> : named(say, 'state', item.state)}
        </span>
        <Origin shop={item.shop} channel={item.channel} />
      </span>
    </a>
  );
}

/** How long the customer waits for an answer of the person they are with; else when something was last said. */
function Since({ item, now }: { item: ConversationItem; now: number }) {
  const { say, amounts } = useView();
  const { state, unansweredSince, lastAt } = item;
  if (state !== 'with_agent' || !unansweredSince)
    return <time dateTime={lastAt}>{amounts.span(now - Date.parse(lastAt))}</time>;
  const waits = now - Date.parse(unansweredSince);
  return (
    <time dateTime={unansweredSince} class={waits > LONG_WAIT_MS ? 'wait long' : 'wait'}>
      <span class="unseen">{say('waits_since')} </span>
      {amounts.span(waits)}
    </time>
  );
}

/** The words beside it are the customer's, and a person has answered them. */
function Answered() {
  const { say } = useView();
  return (
    <span class="answered" title={say('answered')}>
      <Icon name="reply" flip />
      <span class="unseen">{say('answered')}</span>
    </span>
  );
}

function Preview({ text }: { text: string | undefined }) {
  return (
    <span class="preview" dir="auto">
      {text || '\u2026'}
    </span>
  );
}

function Origin({ shop, channel }: { shop: string; channel: string }) {
  const { say } = useView();
  const desk = useDesk();
  return (
    <>
      <span class="tag">{named(say, 'channel', channel)}</span>
      {desk.session.shops.length > 1 ? (
        <span class="tag shop">
          <bdi>{desk.shopName(shop)}</bdi>
        </span>
      ) : null}
    </>
  );
}
