import type { ComplaintRecord } from './complaintRecord.ts';
import { csv } from './csv.ts';

export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Complaints as a file: JSON with everything, or one row each for a spreadsheet. */
export function exportComplaints(records: readonly ComplaintRecord[], format: ExportFormat): string {
  return format === 'csv' ? csv(records.map(row)) : JSON.stringify(records);
}

/** A record as one row; the customer's fields each in a column of their own, under `field_` where a name is taken. */
function row(record: ComplaintRecord): Record<string, string> {
  const { number, kind, shop, state, filedAt, dueAt, overdueSince, assignee, answer, fields } = record;
  const own = { number, kind, shop, state, filedAt, dueAt: dueAt ?? '', overdueSince: overdueSince ?? '' };
  const given = Object.entries(fields).map(([name, value]) => [name in own ? `field_${name}` : name, value]);
  return {
    ...own,
    assignee: assignee ?? '',
    ...Object.fromEntries(given),
    answeredAt: answer?.at ?? '',
    answer: answer?.text ?? '',
  };
}
