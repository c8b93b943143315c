import type { Desk } from './model/desk.ts';
import type { Thread } from './model/thread.ts';
import { goTo, route } from './route.ts';
import { isMine } from './view/threadHead.tsx';

/** A key, or `g` and then a key; the words are under `shortcut_<name>`. */
export const SHORTCUTS = [
  { name: 'next', keys: 'j' },
  { name: 'previous', keys: 'k' },
  { name: 'unanswered', keys: 'u' },
  { name: 'claim', keys: 'a' },
  { name: 'reply', keys: 'r' },
  { name: 'note', keys: 'n' },
  { name: 'suggest', keys: 's' },
  { name: 'give_back', keys: 'b' },
  { name: 'transfer', keys: 't' },
  { name: 'close', keys: 'x' },
  { name: 'about', keys: 'i' },
  { name: 'search', keys: '/' },
  { name: 'presence', keys: 'p' },
  { name: 'go_inbox', keys: 'g i' },
  { name: 'go_complaints', keys: 'g c' },
  { name: 'go_unanswered', keys: 'g u' },
  { name: 'go_me', keys: 'g m' },
  { name: 'help', keys: '?' },
] as const;

type Name = (typeof SHORTCUTS)[number]['name'];

/** After `g` the second key has to come within this. */
const SECOND_KEY_MS = 1_200;

/** Listens for the shortcuts of the desk; gives back how to stop. Nothing is taken from fields or open dialogs. */
export function bindShortcuts(desk: Desk, toggleHelp: () => void): () => void {
  let began = 0;
  const listen = (event: KeyboardEvent) => {
    if (leavesField(event) || walks(desk, event)) return event.preventDefault();
    const key = pressed(event);
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (key !== '?' && !desk.settings.shortcuts.value) return;
    if (document.querySelector('dialog[open]')) return;
    const keys = Date.now() - began < SECOND_KEY_MS ? `g ${key}` : key;
    began = key === 'g' ? Date.now() : 0;
    const found = SHORTCUTS.find((shortcut) => shortcut.keys === keys);
    if (!found) return;
    event.preventDefault();
    ACTS[found.name](desk, toggleHelp);
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}

/**
 * The Latin letter of a key also when the keyboard writes Arabic: a letter that the layout gives counts as it is (so
 * that French keyboards keep their places), any other by the key's place.
 */
function pressed(event: KeyboardEvent): string {
  if (event.key === '?' || event.key === '\u061f') return '?';
  if (/^[a-z/]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.code === 'Slash') return event.shiftKey ? '?' : '/';
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
}

/** Escape ends the writing, so that single keys work again; what was written stays. */
function leavesField({ key, target }: KeyboardEvent): boolean {
  if (key !== 'Escape' || !(target instanceof HTMLTextAreaElement)) return false;
  if (document.querySelector('dialog[open]')) return false;
  target.blur();
  document.querySelector<HTMLElement>('.transcript')?.focus();
  return true;
}

/** Alt and an arrow: the next or the previous conversation, also while one writes. */
function walks(desk: Desk, { altKey, key }: KeyboardEvent): boolean {
  if (!altKey || (key !== 'ArrowDown' && key !== 'ArrowUp') || document.querySelector('dialog[open]')) return false;
  step(desk, key === 'ArrowDown' ? 1 : -1);
  return true;
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

type Act = (desk: Desk, toggleHelp: () => void) => void;

/** What each shortcut does; those of a conversation do nothing while none is open. */
const ACTS: Readonly<Record<Name, Act>> = {
  next: (desk) => step(desk, 1),
  previous: (desk) => step(desk, -1),
  unanswered: openUnanswered,
  claim: () => {
    press('claim');
    document.getElementById('step_in')?.focus();
  },
  reply: onThread((thread) => write(thread, 'reply')),
  note: onThread((thread) => write(thread, 'note')),
  suggest: onOwnThread((thread) => {
    thread.writes.set('reply');
    requestAnimationFrame(() => press('suggest'));
  }),
  give_back: onOwnThread(() => press('give_back')),
  transfer: onOwnThread((thread) => thread.asked.set('transfer')),
  close: onOwnThread((thread) => thread.asked.set('close')),
  about: onThread((thread) => {
    const current = route.value;
    goTo({ page: 'inbox', conversation: thread.id, about: !('about' in current && current.about) });
  }),
  search: openSearch,
  presence: (desk) => desk.setPresence(desk.presence.value === 'present' ? 'away' : 'present'),
  go_inbox: () => goTo({ page: 'inbox' }),
  go_complaints: () => goTo({ page: 'complaints' }),
  go_unanswered: () => goTo({ page: 'unanswered' }),
  go_me: () => goTo({ page: 'me' }),
  help: (_desk, toggleHelp) => toggleHelp(),
};

function onThread(act: (thread: Thread, desk: Desk) => void): Act {
  return (desk) => {
    const current = route.value;
    if (current.page !== 'inbox' || !current.conversation) return;
    const thread = desk.thread(current.conversation);
    if (thread.detail.value) act(thread, desk);
  };
}

function onOwnThread(act: (thread: Thread) => void): Act {
  return onThread((thread, desk) => {
    if (thread.detail.value && isMine(thread.detail.value, desk.session.account.id)) act(thread);
  });
}

function press(id: string): void {
  document.getElementById(id)?.click();
}

function write(thread: Thread, kind: 'reply' | 'note'): void {
  thread.writes.set(kind);
  const field = document.getElementById(kind);
  // At once where it is there: the next key may follow before the next frame, and belongs into the field.
  if (field) field.focus();
  else requestAnimationFrame(() => document.getElementById(kind)?.focus());
}

/** The next conversation of the list that is shown. */
function step(desk: Desk, by: 1 | -1): void {
  const shown = desk.inbox.shown(desk.inbox.tab.value);
  const current = route.value;
  const open = current.page === 'inbox' ? current.conversation : undefined;
  const place = shown.findIndex(({ conversation }) => conversation === open);
  const next = shown[place === -1 ? 0 : place + by];
  if (next) goTo({ page: 'inbox', conversation: next.conversation });
}

/** The own customer who has waited longest for an answer; when none does, who waits for anybody. */
function openUnanswered(desk: Desk): void {
  const current = route.value;
  const open = current.page === 'inbox' ? current.conversation : undefined;
  const { mine, waiting } = desk.inbox.queue.value;
  const [next] = mine
    .filter(({ unread = 0, conversation }) => unread > 0 && conversation !== open)
    .sort((one, other) => (one.unansweredSince ?? '').localeCompare(other.unansweredSince ?? ''));
  const conversation = next?.conversation ?? waiting[0]?.conversation;
  if (!conversation) return;
  desk.inbox.tab.set(next ? 'mine' : 'waiting');
  goTo({ page: 'inbox', conversation });
}

function openSearch(desk: Desk): void {
  goTo({ page: 'inbox' });
  desk.inbox.tab.set('all');
  requestAnimationFrame(() => document.getElementById('search')?.focus());
}
