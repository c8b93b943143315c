import { useEffect, useRef, useState } from 'preact/hooks';
import type {
  CannedReply,
  Citation,
  ConversationDetail,
  QuickReply,
  SuggestedClause,
  Suggestions,
} from '../api/wire.ts';
import type { Thread } from '../model/thread.ts';
import { ClauseLink } from './citations.tsx';
import { Icon } from './icon.tsx';
import { TextBlock } from './textBlock.tsx';
import { useDesk, useView } from './viewContext.ts';

interface SuggestionsPanelProps {
  readonly thread: Thread;
  readonly detail: ConversationDetail;
  readonly onClose: () => void;
}

const SEARCH_AFTER_MS = 300;
const NOTHING: Suggestions = { clauses: [], canned: [], quick: [] };

/** Clauses that fit the customer's last words, and prepared replies; each brings its citation along. */
export function SuggestionsPanel({ thread, detail, onClose }: SuggestionsPanelProps) {
  const { say } = useView();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const { found, reading } = useSuggestions(thread, detail, query);
  useEffect(() => input.current?.focus(), []);
  const use = (text: string, citations: readonly Citation[]) => {
    insert(thread, text, citations);
    onClose();
    document.getElementById('reply')?.focus();
  };
  const leave = (event: KeyboardEvent) => {
    event.stopPropagation();
    onClose();
    document.getElementById('reply')?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from anywhere inside
    <div class="suggestions" onKeyDown={(event) => event.key === 'Escape' && leave(event)}>
      <label class="search">
        <Icon name="search" />
        <span class="unseen">{say('search_clauses')}</span>
        <input
          ref={input}
          type="search"
          dir="auto"
          placeholder={say('search_clauses')}
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={takeFirst}
        />
      </label>
      <div class="suggestions-list" aria-busy={reading}>
        <QuickReplies quick={found.quick} query={query} onUse={use} />
        <Clauses clauses={found.clauses} shop={detail.shop} onUse={use} />
        <CannedReplies canned={found.canned} query={query} onUse={use} />
        {!reading && found.quick.length + found.canned.length + found.clauses.length === 0 ? (
          <p class="muted">{say('nothing_found')}</p>
        ) : null}
      </div>
    </div>
  );
}

/** Enter in the search takes the quick or ready reply that stands first. */
function takeFirst(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.isComposing || !(event.currentTarget instanceof HTMLInputElement)) return;
  if (event.currentTarget.value.trim() === '') return;
  event.preventDefault();
  document.querySelector<HTMLElement>('.suggestions .quick button, .suggestions .suggestion')?.click();
}

/** Short replies without a clause, as a row of their titles. */
function QuickReplies({ quick, query, onUse }: { quick: readonly QuickReply[]; query: string; onUse: Use }) {
  const { say } = useView();
  const words = query.trim();
  const wanted = quick.filter(({ title, text, further }) =>
    words === '' ? !further : `${title} ${text}`.includes(words),
  );
  if (wanted.length === 0) return null;
  return (
    <>
      <h3>{say('quick')}</h3>
      <ul class="quick">
        {wanted.map(({ id, title, text, language }) => (
          <li key={id}>
            <button type="button" class="button small" title={text} onClick={() => onUse(text, [])}>
              {title}
              {language ? <span class="muted"> {say(`in_${language}`)}</span> : null}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

type Use = (text: string, citations: readonly Citation[]) => void;

function CannedReplies({ canned, query, onUse }: { canned: readonly CannedReply[]; query: string; onUse: Use }) {
  const { say } = useView();
  const wanted = canned.filter(({ title, text }) => `${title} ${text}`.includes(query.trim()));
  if (wanted.length === 0) return null;
  return (
    <>
      <h3>{say('canned')}</h3>
      <ul>
        {wanted.map(({ id, title, text, citations = [] }) => (
          <li key={id}>
            <button type="button" class="suggestion" onClick={() => onUse(text, citations)}>
              <strong>{title}</strong>
              <span class="clamp">
                <bdi>{text}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Clauses({ clauses, shop, onUse }: { clauses: readonly SuggestedClause[]; shop: string; onUse: Use }) {
  const { say } = useView();
  if (clauses.length === 0) return null;
  return (
    <>
      <h3>{say('suggested_clauses')}</h3>
      <ul>
        {clauses.map(({ clause, quote, title, answer }) => (
          <li key={clause + quote}>
            <p class="suggestion-head">
              <ClauseLink clause={clause} quote={quote} shop={shop} />
              {title ? <bdi>{title}</bdi> : null}
            </p>
            <blockquote lang="ar">
              <TextBlock text={quote} />
            </blockquote>
            <div class="suggestion-uses">
              {answer ? (
                <button type="button" class="button small" onClick={() => onUse(answer, [{ clause, quote }])}>
                  {say('use_answer')}
                </button>
              ) : null}
              <button type="button" class="button small" onClick={() => onUse('', [{ clause, quote }])}>
                {say('cite_clause')}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Without a query: for the customer's last words. With one: clauses that are looked for. */
function useSuggestions(thread: Thread, detail: ConversationDetail, query: string) {
  const desk = useDesk();
  const [found, setFound] = useState(NOTHING);
  const [reading, setReading] = useState(true);
  const text = query.trim();
  useEffect(() => {
    let wanted = true;
    const read = async () => {
      setReading(true);
      const clauses = text === '' ? undefined : await searchClauses(desk, detail.shop, text);
      const fresh = clauses ? { clauses } : await desk.api.get<Suggestions>(`${thread.path}/suggestions`);
      if (wanted) setFound((before) => ({ ...before, ...fresh }));
    };
    const timer = setTimeout(
      () =>
        void read()
          .catch(() => undefined)
          .finally(() => wanted && setReading(false)),
      text === '' ? 0 : SEARCH_AFTER_MS,
    );
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [desk, thread, detail.shop, text]);
  return { found, reading };
}

async function searchClauses(
  desk: ReturnType<typeof useDesk>,
  shop: string,
  q: string,
): Promise<readonly SuggestedClause[]> {
  const answer = await desk.api.get<{ items?: SuggestedClause[]; clauses?: SuggestedClause[] }>('clauses', { shop, q });
  return answer.items ?? answer.clauses ?? [];
}

/** Adds to what is written; a lone `/` only asked for the suggestions. */
function insert(thread: Thread, text: string, citations: readonly Citation[]): void {
  thread.draft.update((draft) => {
    const written = draft.text === '/' ? '' : draft.text;
    const known = new Set(draft.citations.map(({ clause, quote }) => clause + quote));
    const fresh = citations.filter(({ clause, quote }) => !known.has(clause + quote));
    return {
      ...draft,
      text: [written, text].filter(Boolean).join('\n'),
      citations: [...draft.citations, ...fresh.map(({ clause, quote }) => ({ clause, quote }))],
    };
  });
}
