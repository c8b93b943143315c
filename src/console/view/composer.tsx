import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConversationDetail } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import { EMPTY_DRAFT } from '../model/draft.ts';
import type { Thread } from '../model/thread.ts';
import { DraftParts } from './draftParts.tsx';
import { HolderBar } from './holderBar.tsx';
import { Icon } from './icon.tsx';
import { NoteBox } from './noteBox.tsx';
import { SuggestionsPanel } from './suggestionsPanel.tsx';
import { isMine } from './threadHead.tsx';
import { useNow } from './useNow.ts';
import { useDesk, useView } from './viewContext.ts';

interface ComposerProps {
  readonly thread: Thread;
  readonly detail: ConversationDetail;
}

/** Where the agent writes: replies while holding the conversation, notes at any time. */
export function Composer({ thread, detail }: ComposerProps) {
  const { say } = useView();
  const desk = useDesk();
  const kind = useCell(thread.writes);
  const mine = isMine(detail, desk.session.account.id);
  return (
    <section class={kind === 'note' ? 'composer for-note' : 'composer'} aria-label={say('write')}>
      <fieldset class="kinds">
        <legend class="unseen">{say('write_what')}</legend>
        {(['reply', 'note'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={kind === name} onClick={() => thread.writes.set(name)}>
            <Icon name={name} flip={name === 'reply'} />
            {say(`write_${name}`)}
          </button>
        ))}
        <Window detail={detail} />
      </fieldset>
      {kind === 'note' ? (
        <NoteBox thread={thread} />
      ) : mine ? (
        <ReplyBox thread={thread} detail={detail} />
      ) : (
        <HolderBar thread={thread} detail={detail} />
      )}
    </section>
  );
}

/** How long the platform still takes free text; nothing where there is no limit. */
function Window({ detail }: { detail: ConversationDetail }) {
  const { say, amounts } = useView();
  const left = windowLeft(detail, useNow());
  if (left === undefined) return null;
  return (
    <span class={left <= 0 ? 'window over' : left < SOON_MS ? 'window soon' : 'window'}>
      <Icon name="clock" />
      {left <= 0 ? say('window_over') : say('window_left', { span: amounts.span(left) })}
    </span>
  );
}

const SOON_MS = 2 * 3600_000;

function windowLeft({ limits }: ConversationDetail, now: number): number | undefined {
  return limits?.windowEndsAt ? Date.parse(limits.windowEndsAt) - now : undefined;
}

/** How a reply still goes after the window; nothing when it does not. */
function afterWindow({ limits }: ConversationDetail, now: number): ConversationDetail['limits']['after'] {
  const { after } = limits;
  return after?.endsAt !== undefined && Date.parse(after.endsAt) <= now ? undefined : after;
}

const TALLEST = 220;
const LONGEST_REPLY = 4000;

function ReplyBox({ thread, detail }: ComposerProps) {
  const { say, direction } = useView();
  const desk = useDesk();
  const draft = useCell(thread.draft);
  const [suggesting, setSuggesting] = useState(false);
  const [uploading, setUploading] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const now = useNow();
  const isLate = (windowLeft(detail, now) ?? 1) <= 0;
  const after = isLate ? afterWindow(detail, now) : undefined;
  const over = isLate && !after;
  const limit =
    after?.maxTextLength ?? detail.limits?.maxTextLength ?? desk.session.settings?.maxTextLength ?? LONGEST_REPLY;
  const text = draft.text.trim();
  // Words that were to go with a file do not go before it.
  const ready = !over && !uploading && (text !== '' || draft.attachments.length > 0) && text.length <= limit;
  useEffect(() => grow(input.current), [draft.text]);
  const send = () => {
    if (!ready) return;
    desk.outbox.add(thread.id, { ...draft, text });
    thread.draft.set(EMPTY_DRAFT);
    setSuggesting(false);
    input.current?.focus();
  };
  const write = (value: string) => {
    thread.draft.update((now) => ({ ...now, text: value }));
    if (value !== '') thread.sayTyping();
    if (value === '/') setSuggesting(true);
  };
  if (over) return <p class="holder-bar">{say('window_over_long')}</p>;
  return (
    <>
      {suggesting ? <SuggestionsPanel thread={thread} detail={detail} onClose={() => setSuggesting(false)} /> : null}
      {after ? <p class="after-window">{say(`window_after_${after.as}`)}</p> : null}
      <DraftParts thread={thread} shop={detail.shop} />
      <textarea
        id="reply"
        ref={input}
        rows={2}
        dir={draft.text === '' ? direction : 'auto'}
        aria-label={say('reply_to_customer')}
        placeholder={say('reply_placeholder')}
        value={draft.text}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => onSendKey(event, send)}
      />
      <div class="composer-foot">
        <AttachButton thread={thread} busy={uploading} onBusy={setUploading} />
        <button
          type="button"
          class="button small"
          id="suggest"
          aria-expanded={suggesting}
          onClick={() => setSuggesting(!suggesting)}
        >
          <Icon name="clause" />
          {say('suggestions')}
        </button>
        {text.length > limit ? (
          <span class="wrong" role="alert">
            {say('too_long', { limit, count: text.length - limit })}
          </span>
        ) : null}
        <button type="button" class="primary send" disabled={!ready} onClick={send}>
          <Icon name="send" flip />
          {say('send')}
        </button>
      </div>
    </>
  );
}

/** Enter sends where there is a keyboard; on a touch screen it begins a line. */
export function onSendKey(event: KeyboardEvent, send: () => void): void {
  if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return;
  if (!event.ctrlKey && !event.metaKey && !matchMedia('(hover: hover)').matches) return;
  event.preventDefault();
  send();
}

function grow(input: HTMLTextAreaElement | null): void {
  if (!input) return;
  input.style.height = 'auto';
  input.style.height = `${Math.min(input.scrollHeight + 2, TALLEST)}px`;
}

interface AttachButtonProps {
  readonly thread: Thread;
  readonly busy: boolean;
  readonly onBusy: (busy: boolean) => void;
}

function AttachButton({ thread, busy, onBusy }: AttachButtonProps) {
  const { say } = useView();
  const desk = useDesk();
  const input = useRef<HTMLInputElement>(null);
  const attach = async (files: readonly File[]) => {
    onBusy(true);
    for (const file of files) {
      try {
        const attachment = await desk.api.upload(`${thread.path}/files`, file);
        thread.draft.update((draft) => ({ ...draft, attachments: [...draft.attachments, attachment] }));
      } catch (error) {
        desk.tell('wrong', (error instanceof Error && error.message) || say('file_failed'));
      }
    }
    onBusy(false);
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept="image/png,image/jpeg,image/webp,image/gif,application/pdf"
        onChange={(event) => void attach([...(event.currentTarget.files ?? [])])}
      />
      <button
        type="button"
        class="button small"
        aria-busy={busy}
        disabled={busy}
        aria-label={say('attach')}
        title={say('attach')}
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
    </>
  );
}
