import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ConversationDetail, TranscriptEntry } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import type { Unsent } from '../model/outbox.ts';
import type { Thread } from '../model/thread.ts';
import { linesOf, type TranscriptLine } from '../text/transcriptLines.ts';
import { Icon } from './icon.tsx';
import { EventLine, MessageItem, NoteItem } from './messageItem.tsx';
import { UnsentItem } from './unsentItem.tsx';
import { useDesk, useView } from './viewContext.ts';

/** Further from the end than this, and new words do not pull the view down. */
const NEAR_END = 120;

/** What was said, in its order; older pages come as one scrolls up. */
export function Transcript({ thread, detail }: { thread: Thread; detail: ConversationDetail }) {
  const { say, times } = useView();
  const entries = useCell(thread.entries);
  const older = useCell(thread.older);
  const typing = useCell(thread.customerTypes);
  const unsent = useOwnUnsent(thread, entries);
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useKeptPlace(box, entries, unsent, typing);
  const lines = useMemo(
    () => linesOf(entries, detail.notes ?? [], older === 'none', times.dayKey),
    [entries, detail.notes, older, times],
  );
  return (
    <div class="transcript-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="transcript" ref={box} tabIndex={0} role="log" aria-label={say('transcript')}>
        <OlderWords thread={thread} box={box} />
        <ol>
          {lines.map((line) => (
            <Line key={line.key} line={line} thread={thread} detail={detail} />
          ))}
          {unsent.map((one) => (
            <UnsentItem key={one.id} unsent={one} />
          ))}
        </ol>
        <p class="typing">{typing ? say('customer_types') : ''}</p>
      </div>
      {atEnd ? null : (
        <button type="button" class="to-end" onClick={() => box.current?.scrollTo({ top: box.current.scrollHeight })}>
          <Icon name="down" />
          {say('to_end')}
        </button>
      )}
    </div>
  );
}

function Line({ line, thread, detail }: { line: TranscriptLine; thread: Thread; detail: ConversationDetail }) {
  const { times } = useView();
  if (line.kind === 'day') return <li class="day">{times.day(line.at)}</li>;
  if (line.kind === 'note') return <NoteItem note={line.note} />;
  if (line.kind === 'event') return <EventLine entry={line.entry} />;
  return <MessageItem entry={line.entry} headed={line.headed} thread={thread} detail={detail} />;
}

/** The replies of this browser whose echo has not come; those whose echo is there are taken out. */
function useOwnUnsent(thread: Thread, entries: readonly TranscriptEntry[]): readonly Unsent[] {
  const { outbox } = useDesk();
  const all = useCell(outbox.unsent);
  const own = all.filter((one) => one.conversation === thread.id);
  const echoed = (one: Unsent) => entries.some((entry) => entry.messageId === one.id || entry.id === one.id);
  const done = own.filter(echoed);
  useEffect(() => {
    for (const { id } of done) outbox.remove(id);
  }, [done.length, entries]);
  return own.filter((one) => !done.includes(one));
}

/** Keeps the place in the scroll box: at the end where one was there, else on the words that are read. */
function useKeptPlace(
  box: { readonly current: HTMLDivElement | null },
  entries: readonly TranscriptEntry[],
  unsent: readonly Unsent[],
  typing: boolean,
): boolean {
  const [atEnd, setAtEnd] = useState(true);
  const before = useRef({ first: -1, height: 0, atEnd: true, own: 0 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      before.current.atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
      setAtEnd(before.current.atEnd);
    };
    const resized = new ResizeObserver(() => {
      if (before.current.atEnd) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', look, { passive: true });
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }, [box]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const first = entries[0]?.position ?? -1;
    const { first: known, height, atEnd: wasAtEnd, own } = before.current;
    if (known !== -1 && first !== known && !wasAtEnd) element.scrollTop += element.scrollHeight - height;
    else if (wasAtEnd || unsent.length > own) element.scrollTop = element.scrollHeight;
    before.current = { ...before.current, first, height: element.scrollHeight, own: unsent.length };
  }, [box, entries, unsent.length, typing]);
  return atEnd;
}

/** Reads older pages when their place comes into sight, or on the button. */
function OlderWords({ thread, box }: { thread: Thread; box: { readonly current: HTMLDivElement | null } }) {
  const { say } = useView();
  const older = useCell(thread.older);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new IntersectionObserver(([seen]) => seen?.isIntersecting && void thread.loadOlder(), {
      root: box.current,
      rootMargin: '200px 0px 0px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [thread, box, older === 'none']);
  if (older === 'none') return <p class="beginning">{say('beginning')}</p>;
  return (
    <div class="older" ref={place}>
      <button type="button" class="plain" disabled={older === 'reading'} onClick={() => void thread.loadOlder()}>
        {say(older === 'reading' ? 'loading' : 'older')}
      </button>
    </div>
  );
}
