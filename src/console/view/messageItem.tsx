import { useState } from 'preact/hooks';
import { safeHref } from '../../widget/text/segments.ts';
import { ApiError } from '../api/client.ts';
import type { Attachment, ConversationDetail, Note, TranscriptEntry } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import type { Thread } from '../model/thread.ts';
import { named } from '../words.ts';
import { Citations } from './citations.tsx';
import { customerName } from './conversationRow.tsx';
import { Icon, type IconName } from './icon.tsx';
import { TextBlock } from './textBlock.tsx';
import { useDesk, useView } from './viewContext.ts';

interface MessageItemProps {
  readonly entry: TranscriptEntry;
  readonly headed: boolean;
  readonly thread: Thread;
  readonly detail: ConversationDetail;
}

/** One message: who, what, on which clauses it rests, and how far it has come. */
export function MessageItem({ entry, headed, thread, detail }: MessageItemProps) {
  const view = useView();
  const { times } = view;
  return (
    <li class={`message by-${entry.by}${headed ? ' headed' : ''}`} data-position={entry.position}>
      <p class={headed ? 'who' : 'who unseen'}>
        <bdi>{speaker(entry, detail, view)}</bdi>
      </p>
      <div class="bubble">
        {entry.quotes ? (
          <blockquote class="quoted" aria-label={view.say('replies_to')}>
            <TextBlock text={entry.quotes} />
          </blockquote>
        ) : null}
        {entry.text ? <Words text={entry.text} /> : null}
        <Files files={entry.attachments} />
        {entry.unreadable ? <p class="about-file">{unreadableWords(entry.unreadable, view)}</p> : null}
      </div>
      <Citations citations={entry.citations ?? []} shop={detail.shop} />
      {entry.buttons?.length ? <Buttons titles={entry.buttons} /> : null}
      <p class="about-message">
        <time dateTime={entry.at}>{times.time(Date.parse(entry.at))}</time>
        <Delivery entry={entry} thread={thread} />
      </p>
    </li>
  );
}

function speaker(entry: TranscriptEntry, detail: ConversationDetail, view: ReturnType<typeof useView>): string {
  if (entry.by === 'customer') return customerName(detail.customer, detail.conversation, view);
  if (entry.by === 'agent') return entry.name || view.say('an_agent');
  return view.say(`by_${entry.by}`);
}

/** What came that is not shown here; its kind is named where it is one that customers send often. */
function unreadableWords(kind: string, { say }: ReturnType<typeof useView>): string {
  const known = ['location', 'video', 'contacts', 'order'].find((one) => kind.startsWith(one));
  return say(known ? `unreadable_${known}` : 'unreadable');
}

const LONG_CHARACTERS = 900;

/** A long text is folded. */
export function Words({ text }: { text: string }) {
  const { say } = useView();
  const [open, setOpen] = useState(false);
  if (text.length <= LONG_CHARACTERS) return <TextBlock text={text} />;
  return (
    <>
      <div class={open ? undefined : 'folded'}>
        <TextBlock text={text} />
      </div>
      <button type="button" class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        {say(open ? 'show_less' : 'show_all')}
      </button>
    </>
  );
}

/** Files as links, pictures as pictures; an address of a kind that is not a page's is not offered. */
export function Files({ files }: { files: readonly Attachment[] | undefined }) {
  const { say } = useView();
  const safe = (files ?? []).flatMap((file) => {
    const href = safeHref(new URL(file.url, location.href).href);
    return href?.startsWith('http') ? [{ ...file, href }] : [];
  });
  if (safe.length === 0) return null;
  return (
    <ul class="files">
      {safe.map((file) => (
        <li key={file.href}>
          {file.missing ? (
            <span class="about-file">{say('file_missing')}</span>
          ) : isOwnAudio(file) ? (
            <Recording file={file} />
          ) : (
            <FileLink file={file} />
          )}
          {file.sentAs ? <span class="about-file">{say(`file_as_${file.sentAs}`)}</span> : null}
        </li>
      ))}
    </ul>
  );
}

interface ShownFile extends Attachment {
  readonly href: string;
}

function FileLink({ file: { href, name, contentType } }: { file: ShownFile }) {
  const { say } = useView();
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {isOwnPicture(href, contentType) ? <img src={href} alt="" loading="lazy" /> : <Icon name="clip" />}
      <bdi>{name || say('file')}</bdi>
    </a>
  );
}

/** A voice note to listen to, and what it says where that was written down. */
function Recording({ file: { href, transcript } }: { file: ShownFile }) {
  const { say } = useView();
  return (
    <figure class="recording">
      {/* biome-ignore lint/a11y/useMediaCaption: what was heard stands below as text, where there is any */}
      <audio controls preload="none" src={href} aria-label={say('voice_note')} />
      <figcaption>{transcript ? <TextBlock text={transcript} /> : say('voice_note')}</figcaption>
    </figure>
  );
}

function isOwnAudio({ href, contentType }: ShownFile): boolean {
  return contentType.startsWith('audio/') && new URL(href).origin === location.origin;
}

/** Pictures from elsewhere are not fetched: the agent's browser would tell that somebody reads. */
function isOwnPicture(href: string, contentType: string): boolean {
  return /^image\/(png|jpeg|gif|webp)$/.test(contentType) && new URL(href).origin === location.origin;
}

function Buttons({ titles }: { titles: readonly string[] }) {
  const { say } = useView();
  return (
    <ul class="offered" aria-label={say('offered_buttons')}>
      {titles.map((title) => (
        <li key={title}>
          <bdi>{title}</bdi>
        </li>
      ))}
    </ul>
  );
}

const STATE_ICONS: Record<string, IconName> = {
  queued: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'alert',
  withheld: 'info',
};

function Delivery({ entry, thread }: { entry: TranscriptEntry; thread: Thread }) {
  const { say } = useView();
  if (entry.direction === 'in' || !entry.delivery) return null;
  const { state, again, code } = entry.delivery;
  const words = named(say, 'delivery', state);
  return (
    <span class={`delivery ${state}`} title={words}>
      <Icon name={STATE_ICONS[state] ?? 'check'} />
      <span class={state === 'failed' || state === 'withheld' || state === 'read' ? undefined : 'unseen'}>
        {words}
        {state === 'failed' && code ? (
          <>
            {' '}
            (<bdi dir="ltr">{code}</bdi>)
          </>
        ) : null}
      </span>
      {again ? <span>{say('sent_again')}</span> : null}
      {state === 'failed' && entry.by === 'agent' ? <Resend entry={entry} thread={thread} /> : null}
    </span>
  );
}

function Resend({ entry, thread }: { entry: TranscriptEntry; thread: Thread }) {
  const { say } = useView();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  const entries = useCell(thread.entries);
  if (entries.some(({ resendOf }) => resendOf !== undefined && resendOf === entry.id))
    return <span>{say('resent')}</span>;
  const resend = async () => {
    setBusy(true);
    try {
      await desk.api.post(`${thread.path}/messages/${encodeURIComponent(entry.messageId ?? entry.id ?? '')}/resend`);
      await thread.catchUp(true);
    } catch (error) {
      desk.tell('wrong', (error instanceof ApiError && error.message) || say('unreachable'));
    }
    setBusy(false);
  };
  return (
    <button type="button" class="plain" disabled={busy} onClick={() => void resend()}>
      {say('resend')}
    </button>
  );
}

/** What agents tell each other; drawn apart, so that nobody takes it for a reply. */
export function NoteItem({ note }: { note: Note }) {
  const { say, times } = useView();
  return (
    <li class="note">
      <p class="who">
        <Icon name="lock" />
        <bdi>{note.by?.name}</bdi>
        <span>{say('note_hidden')}</span>
      </p>
      <div class="bubble">
        <Words text={note.text} />
      </div>
      <p class="about-message">
        <time dateTime={note.at}>{times.time(Date.parse(note.at))}</time>
      </p>
    </li>
  );
}

/** Something that happened: a handover, a rating. */
export function EventLine({ entry }: { entry: TranscriptEntry }) {
  const view = useView();
  const { say, times } = view;
  const { name = '', state, rating, reason, agent } = entry.event ?? {};
  const what = named(say, `event_${name}`, rating ?? state ?? '');
  return (
    <li class={`event ${name}`} data-position={entry.position}>
      <span>
        {what}
        {agent ? (
          <>
            {': '}
            <bdi>{agent}</bdi>
          </>
        ) : null}
        {reason ? ` (${named(say, 'reason', reason)})` : ''}
      </span>
      {entry.text ? (
        <span class="event-text">
          <bdi>{entry.text}</bdi>
        </span>
      ) : null}
      <time dateTime={entry.at}>{times.time(Date.parse(entry.at))}</time>
    </li>
  );
}
