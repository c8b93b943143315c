import { useEffect } from 'preact/hooks';
import { useCell } from '../model/cell.ts';
import type { InboxTab, StateFilter } from '../model/inbox.ts';
import { Choice } from './choice.tsx';
import { ConversationRow, ROW_HEIGHT, WaitingRow } from './conversationRow.tsx';
import { Icon } from './icon.tsx';
import { ShopChoice } from './shopChoice.tsx';
import { useDesk, useView } from './viewContext.ts';
import { WindowedList } from './windowedList.tsx';

const TABS: readonly InboxTab[] = ['waiting', 'mine', 'all'];

/** Who waits, whom this agent has, and all conversations. */
export function InboxPane({ current }: { current: string | undefined }) {
  const { say } = useView();
  const { inbox } = useDesk();
  const tab = useCell(inbox.tab);
  return (
    <>
      <header class="list-head">
        <h1>{say('page_inbox')}</h1>
        <ShopChoice cell={inbox.shop} />
      </header>
      <Tabs />
      {tab === 'all' ? <AllConversations current={current} /> : <FromQueue tab={tab} current={current} />}
    </>
  );
}

function Tabs() {
  const { say } = useView();
  const { inbox } = useDesk();
  const tab = useCell(inbox.tab);
  useCell(inbox.queue);
  const counts = { waiting: inbox.shown('waiting').length, mine: inbox.shown('mine').length, all: 0 };
  return (
    <fieldset class="tabs">
      <legend class="unseen">{say('which_conversations')}</legend>
      {TABS.map((name) => (
        <button key={name} type="button" aria-pressed={tab === name} onClick={() => inbox.tab.set(name)}>
          {say(`tab_${name}`)}
          {counts[name] > 0 ? <span class="count">{counts[name]}</span> : null}
        </button>
      ))}
    </fieldset>
  );
}

function FromQueue({ tab, current }: { tab: 'waiting' | 'mine'; current: string | undefined }) {
  const { say } = useView();
  const { inbox } = useDesk();
  useCell(inbox.queue);
  const loaded = useCell(inbox.loaded);
  const items = inbox.shown(tab);
  if (items.length === 0) return <p class="nothing">{loaded ? say(`nothing_${tab}`) : say('loading')}</p>;
  return (
    <WindowedList
      items={items}
      rowHeight={ROW_HEIGHT}
      label={say(`tab_${tab}`)}
      keyOf={(item) => item.conversation}
      current={current}
      row={(item) =>
        'position' in item ? (
          <WaitingRow item={item} open={item.conversation === current} />
        ) : (
          <ConversationRow item={item} open={item.conversation === current} />
        )
      }
    />
  );
}

const STATES: readonly StateFilter[] = ['open', 'bot', 'closed', 'all'];

function AllConversations({ current }: { current: string | undefined }) {
  const { say } = useView();
  const { inbox } = useDesk();
  const { items, reading, read, failed } = useCell(inbox.all.state);
  const state = useCell(inbox.state);
  useEffect(() => void inbox.all.refresh(), [inbox]);
  const nothing = failed ? say('list_failed') : read && !reading ? say('nothing_found') : say('loading');
  return (
    <>
      <div class="filters">
        <SearchField />
        <Choice
          label={say('state')}
          value={state}
          onChoice={(value) => inbox.state.set(value)}
          options={STATES.map((name) => [name, say(`filter_${name}`)])}
        />
      </div>
      {items.length === 0 ? (
        <p class="nothing">{nothing}</p>
      ) : (
        <WindowedList
          items={items}
          rowHeight={ROW_HEIGHT}
          label={say('tab_all')}
          keyOf={(item) => item.conversation}
          current={current}
          onEnd={() => void inbox.all.more()}
          row={(item) => <ConversationRow item={item} open={item.conversation === current} />}
        />
      )}
    </>
  );
}

const SEARCH_AFTER_MS = 300;

function SearchField() {
  const { say } = useView();
  const { inbox } = useDesk();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const search = (value: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => inbox.search.set(value), SEARCH_AFTER_MS);
  };
  return (
    <label class="search">
      <Icon name="search" />
      <span class="unseen">{say('search_conversations')}</span>
      <input
        type="search"
        id="search"
        dir="auto"
        placeholder={say('search_conversations')}
        defaultValue={inbox.search.value}
        onInput={(event) => search(event.currentTarget.value)}
      />
    </label>
  );
}
