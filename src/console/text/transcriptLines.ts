import type { Note, TranscriptEntry } from '../api/wire.ts';

/** A line of the transcript as it is drawn; `headed`: who speaks is said again. */
export type TranscriptLine =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'note'; readonly key: string; readonly at: number; readonly note: Note }
  | { readonly kind: 'event'; readonly key: string; readonly at: number; readonly entry: TranscriptEntry }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly at: number;
      readonly entry: TranscriptEntry;
      readonly headed: boolean;
    };

/** After such a pause the speaker is named again. */
const PAUSE_MS = 5 * 60_000;

/**
 * Puts the record, the agents' notes and the days into one order. Notes from before the oldest words that are loaded
 * are left out until these are read (`complete`), so that they stand where they were written.
 */
export function linesOf(
  entries: readonly TranscriptEntry[],
  notes: readonly Note[],
  complete: boolean,
  dayKey: (at: number) => string,
): TranscriptLine[] {
  const oldest = complete ? Number.NEGATIVE_INFINITY : Date.parse(entries[0]?.at ?? '');
  const waiting = notes
    .filter((note) => Date.parse(note.at) >= oldest)
    .sort((one, other) => one.at.localeCompare(other.at));
  const lines: TranscriptLine[] = [];
  const add = (line: TranscriptLine) => {
    const before = lines.at(-1);
    if (!before || dayKey(before.at) !== dayKey(line.at)) {
      lines.push({ kind: 'day', key: `day ${dayKey(line.at)} ${line.key}`, at: line.at });
    }
    lines.push(line);
  };
  for (const entry of entries) {
    const at = Date.parse(entry.at);
    while (waiting[0] && Date.parse(waiting[0].at) < at) addNote(waiting.shift(), add);
    const line = entryLine(entry, at, lines.at(-1));
    if (line) add(line);
  }
  for (const note of waiting) addNote(note, add);
  return lines;
}

function addNote(note: Note | undefined, add: (line: TranscriptLine) => void): void {
  if (note) add({ kind: 'note', key: `note ${note.id}`, at: Date.parse(note.at), note });
}

function entryLine(entry: TranscriptEntry, at: number, before: TranscriptLine | undefined): TranscriptLine | undefined {
  const key = `entry ${entry.position}`;
  if (entry.event) return { kind: 'event', key, at, entry };
  const isEmpty = !entry.text && !entry.attachments?.length && !entry.buttons?.length && !entry.unreadable;
  if (isEmpty) return undefined;
  const same =
    before?.kind === 'message' &&
    before.entry.by === entry.by &&
    before.entry.name === entry.name &&
    at - before.at < PAUSE_MS;
  return { kind: 'message', key, at, entry, headed: !same };
}
