import type { Message } from '../chat/message.ts';
import type { Unsent } from '../chat/outbox.ts';
import { citationCards } from './citationCards.ts';
import { el, icon } from './dom.ts';
import { textBlock } from './textBlock.ts';
import type { ViewContext } from './viewContext.ts';

/** A longer text is folded; the customer unfolds it. */
const LONG_CHARACTERS = 700;
const LONG_LINES = 14;

/** One message of the conversation. */
export function messageItem(message: Message, context: ViewContext): HTMLElement {
  const { say, times, shopName } = context;
  const who = {
    customer: say('you'),
    bot: say('bot_name'),
    agent: message.name ?? say('agent_role', { shop: shopName }),
  };
  return el(
    'li',
    { class: `message ${message.from === 'customer' ? 'mine' : 'theirs'}`, 'data-id': message.id },
    el('span', { class: message.from === 'agent' ? 'who' : 'who unseen' }, who[message.from]),
    el('div', { class: 'bubble' }, ...body(message.text, context), ...message.files.map(fileLink)),
    citationCards(message.citations, context),
    el(
      'div',
      { class: 'about' },
      el('time', { datetime: new Date(message.at).toISOString() }, times.time(message.at)),
      message.from === 'customer' && el('span', { class: 'state', title: say('sent') }, icon('check')),
      message.from === 'customer' && el('span', { class: 'unseen' }, say('sent')),
    ),
  );
}

/** A message that is not on the server yet, with what the customer can do about one that was refused. */
export function unsentItem(message: Unsent, stored: boolean, online: boolean, context: ViewContext): HTMLElement {
  const refused = message.refused !== undefined;
  const { say, times } = context;
  const state = refused ? 'not_sent' : stored ? 'sent' : online ? 'sending' : 'waiting';
  return el(
    'li',
    { class: refused ? 'message mine refused' : 'message mine pending', 'data-client-id': message.clientId },
    el('span', { class: 'who unseen' }, say('you')),
    el(
      'div',
      { class: 'bubble' },
      ...body(shownText(message), context),
      message.file && el('p', { class: 'file' }, icon('clip'), el('bdi', {}, message.file.name)),
    ),
    el(
      'div',
      { class: 'about' },
      el('time', { datetime: new Date(message.at).toISOString() }, times.time(message.at)),
      el('span', { class: 'state' }, icon(refused ? 'alert' : stored ? 'check' : 'clock'), say(state)),
    ),
    refused && refusal(message, context),
  );
}

function shownText({ text, button }: Unsent): string {
  const title = button?.channelData.buttonTitle;
  return typeof title === 'string' ? title : text;
}

/** What the server's codes mean to a customer. */
const REASONS: Readonly<Record<string, string>> = {
  MessageTooLong: 'length',
  BodyTooLarge: 'length',
  // Said by something in front of the server.
  Http413: 'length',
  UnsupportedFile: 'type',
  UnsafeFile: 'unsafe',
  TooManyUploads: 'quota',
  FileLost: 'lost',
};

function refusal(message: Unsent, { say, chat }: ViewContext): HTMLElement {
  const why = REASONS[message.refused ?? ''] ?? 'other';
  const known = message.file ? `refused_file_${why}` : `refused_${why}`;
  return el(
    'div',
    { class: 'refusal', role: 'alert' },
    el('p', {}, say(known)),
    el('button', { type: 'button', onclick: () => chat.retry(message) }, say('retry')),
    // A file cannot be put back into the box: it is chosen anew.
    !message.file &&
      el(
        'button',
        {
          type: 'button',
          onclick: (event) => {
            const detail = { text: message.text };
            event.target?.dispatchEvent(new CustomEvent('sanad-edit', { detail, bubbles: true, composed: false }));
            chat.discard(message);
          },
        },
        say('edit'),
      ),
    el('button', { type: 'button', onclick: () => chat.discard(message) }, say('discard')),
  );
}

function body(text: string, context: ViewContext): HTMLElement[] {
  if (text === '') return [];
  const paragraphs = textBlock(text, context.direction);
  if (text.length <= LONG_CHARACTERS && paragraphs.length <= LONG_LINES) return paragraphs;
  const folded = el('div', { class: 'folded' }, ...paragraphs);
  const toggle = el(
    'button',
    {
      type: 'button',
      class: 'unfold',
      'aria-expanded': 'false',
      onclick: () => {
        const open = folded.classList.toggle('unfolded');
        toggle.setAttribute('aria-expanded', String(open));
        toggle.textContent = context.say(open ? 'show_less' : 'show_all');
      },
    },
    context.say('show_all'),
  );
  return [folded, toggle];
}

function fileLink({ name, href }: { name: string; href: string }): HTMLElement {
  return el(
    'p',
    { class: 'file' },
    icon('clip'),
    el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, el('bdi', {}, name)),
  );
}
