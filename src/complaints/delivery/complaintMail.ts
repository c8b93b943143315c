import { type Day, spellDay } from '../../returns/index.ts';
import type { ComplaintRecord } from '../complaintRecord.ts';
import { promisedDay } from '../deadline.ts';
import type { ShopMail } from './mailer.ts';
import type { Dispatch } from './target.ts';

/** The sentences of the mail, from the locales. */
export interface ComplaintMailWords {
  say(key: string, values?: Record<string, string | number>): string;
  /** The shop's name in Arabic. */
  shopName(shop: string): string;
}

/** All files of one mail together; mail servers refuse more. */
const MOST_FILE_BYTES = 15_000_000;
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'application/pdf': 'pdf',
};

/** The mail about a complaint or privacy request: right to left, the same words as plain text, the evidence attached. */
export function complaintMail(dispatch: Dispatch, words: ComplaintMailWords): ShopMail {
  const { id, record, again } = dispatch;
  const head = headOf(dispatch, words);
  const attachments = attachmentsOf(dispatch);
  const rows = rowsOf(record, attachments.length, words);
  const notes = notesOf(dispatch, attachments.length, words);
  const email = record.fields.email;
  return {
    id,
    subject: head,
    text: [head, ...rows.map(([label, value]) => `${label}: ${isolated(value)}`), ...notes].join('\n\n'),
    html: mailPage(head, rows, notes),
    again,
    ...(email !== undefined && { replyTo: email }),
    attachments,
  };
}

type Row = readonly [label: string, value: string];

function headOf({ notice, record }: Dispatch, { say, shopName }: ComplaintMailWords): string {
  const kind = say(`mails.complaint.kinds.${record.kind}`);
  return say(`mails.complaint.subjects.${notice}`, { kind, number: record.number, shop: shopName(record.shop) });
}

function rowsOf(record: ComplaintRecord, attached: number, { say }: ComplaintMailWords): Row[] {
  const label = (name: string) => say(`mails.complaint.labels.${name}`);
  const known = new Set(say('mails.complaint.fields').split(','));
  const fields = Object.entries(record.fields).map(
    ([name, value]): Row => [known.has(name) ? label(name) : name, value],
  );
  const due: Row[] = record.dueAt === undefined ? [] : [[label('due'), spelled(promisedDay(record.dueAt))]];
  return [
    [label('number'), record.number],
    [label('filedAt'), record.filedAt.slice(0, 16).replace('T', ' ')],
    ...due,
    ...fields,
    ...(record.basis.length > 0 ? [[label('basis'), record.basis.join(', ')] as const] : []),
    ...(record.evidence.length > 0 ? [[label('evidence'), `${attached} / ${record.evidence.length}`] as const] : []),
  ];
}

function notesOf({ again, record }: Dispatch, attached: number, { say }: ComplaintMailWords): string[] {
  const notes = [say('mails.complaint.how', { number: record.number })];
  if (attached < record.evidence.length) notes.push(say('mails.complaint.not_all_attached'));
  if (again) notes.push(say('mails.complaint.again'));
  return notes;
}

function attachmentsOf({ record, evidence }: Dispatch): ShopMail['attachments'] {
  let room = MOST_FILE_BYTES;
  return evidence.flatMap(({ id, contentType, content }) => {
    if (content.length > room) return [];
    room -= content.length;
    return [{ filename: `${record.number}-${id}.${EXTENSIONS[contentType] ?? 'bin'}`, contentType, content }];
  });
}

function spelled(day: Day): string {
  return spellDay(day);
}

/** First-strong isolate: numbers and Latin words keep their own direction in a line that runs from right to left. */
function isolated(value: string): string {
  return `\u2068${value}\u2069`;
}

/** A mail of ours as a page: a heading, a table, paragraphs. */
export function mailPage(head: string, rows: readonly Row[], notes: readonly string[]): string {
  const cell = 'style="padding:6px 10px;border-bottom:1px solid #ddd;text-align:start;vertical-align:top"';
  const lines = rows.map(
    ([label, value]) =>
      `<tr><th scope="row" ${cell}>${escaped(label)}</th><td ${cell} dir="auto">${escaped(value).replace(/\n/gu, '<br>')}</td></tr>`,
  );
  const table = `<table dir="rtl" style="border-collapse:collapse">${lines.join('')}</table>`;
  return [
    `<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>${escaped(head)}</title></head>`,
    '<body dir="rtl" style="font-family:Tahoma,Arial,sans-serif;font-size:16px;line-height:1.6;color:#222">',
    `<h1 style="font-size:20px">${escaped(head)}</h1>`,
    ...(lines.length > 0 ? [table] : []),
    ...notes.map((note) => `<p dir="auto">${escaped(note).replace(/\n/gu, '<br>')}</p>`),
    '</body></html>',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => ENTITIES[sign] ?? sign);
}
