import type { ChannelActivity, ChannelAttachment, Citation } from '../activity.ts';

/**
 * Writes a stored activity as Direct Line clients read it.
 *
 * A message with citations is shown by two kinds of clients. Our widget reads `channelData.sanad` (`text`, plain, and
 * `citations`). Any other client, such as Web Chat, reads `text` as markdown with a link definition per citation, and
 * the schema.org entity that Web Chat and Teams share.
 */
export function toWire(stored: ChannelActivity, position: number, baseUrl: string): ChannelActivity {
  const { sanad } = stored.channelData ?? {};
  const activity = sanad ? withCitations(stored, sanad.citations ?? [], baseUrl) : stored;
  const { attachments } = activity;
  return {
    ...activity,
    ...(attachments?.length && { attachments: attachments.map((one) => withAddress(one, baseUrl)) }),
    channelData: { ...activity.channelData, 'webchat:sequence-id': position },
  };
}

/** Files that were uploaded here are stored with a path only, so that the server may move. */
function withAddress(attachment: ChannelAttachment, baseUrl: string): ChannelAttachment {
  const { contentUrl } = attachment;
  return contentUrl?.startsWith('/') ? { ...attachment, contentUrl: baseUrl + contentUrl } : attachment;
}

function withCitations(activity: ChannelActivity, citations: Citation[], baseUrl: string): ChannelActivity {
  if (activity.type !== 'message' || citations.length === 0 || typeof activity.text !== 'string') return activity;
  const linked = citations.map((citation) => ({ ...citation, url: clauseUrl(citation.clause, baseUrl) }));
  const text = activity.textFormat === 'markdown' ? activity.text : escapeMarkdown(activity.text);
  return {
    ...activity,
    text: `${text} ${linked.map((_, index) => `[${index + 1}]`).join(' ')}\n\n${linked.map(definition).join('\n')}`,
    textFormat: 'markdown',
    entities: [...(activity.entities ?? []), messageEntity(linked, ratedAs(activity))],
    channelData: {
      ...activity.channelData,
      sanad: { ...activity.channelData?.sanad, text: activity.text, citations: linked },
    },
  };
}

/** Where a clause can be read: `xiaomi-ma#8.1` is `/policies/xiaomi-ma#8.1`. */
function clauseUrl(clause: string, baseUrl: string): string {
  const [shop = '', number = ''] = clause.split('#');
  return `${baseUrl}/policies/${encodeURIComponent(shop)}#${encodeURIComponent(number)}`;
}

type Linked = Citation & { url: string };

function definition(citation: Linked, index: number): string {
  return `[${index + 1}]: ${citation.url} "${titleOf(citation).replaceAll('"', "'")}"`;
}

/** The citation's own title when the bot gave one, for example with the shop's word for "clause"; else its number. */
function titleOf(citation: Citation): string {
  if (typeof citation.title === 'string') return citation.title;
  return citation.clause.split('#')[1] ?? citation.clause;
}

/** The id under which a message can be rated: the bot's own answers, not an agent's words. */
function ratedAs({ id, channelData }: ChannelActivity): string | undefined {
  return channelData?.sanad?.kind === 'policy' ? id : undefined;
}

function messageEntity(citations: Linked[], id: string | undefined): { type: string; [field: string]: unknown } {
  return {
    type: 'https://schema.org/Message',
    '@type': 'Message',
    '@context': 'https://schema.org',
    '@id': '',
    citation: citations.map((citation, index) => ({
      '@type': 'Claim',
      '@id': citation.url,
      position: index + 1,
      appearance: {
        '@type': 'DigitalDocument',
        name: titleOf(citation),
        url: citation.url,
        abstract: citation.quote.slice(0, 160),
        text: citation.quote,
      },
    })),
    ...(id !== undefined && { potentialAction: RATING_ACTIONS.map((action) => ratingAction(action, id)) }),
  };
}

const RATING_ACTIONS = ['LikeAction', 'DislikeAction'];

/**
 * Web Chat shows these as two thumbs beside an answer, and sends the pressed one back as it stands (event
 * `webchat:activity-status/feedback`); `object` tells which answer was rated.
 */
function ratingAction(action: string, id: string): object {
  return {
    '@type': action,
    type: `https://schema.org/${action}`,
    actionStatus: 'PotentialActionStatus',
    object: { '@type': 'Message', identifier: id },
  };
}

/** Plain text that a markdown reader shows as it stands, line ends included. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#+\-!|~]/g, '\\$&').replace(/\n/g, '  \n');
}
