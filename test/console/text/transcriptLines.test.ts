import { expect, test } from 'vitest';
import type { Note, TranscriptEntry } from '../../../src/console/api/wire.ts';
import { linesOf } from '../../../src/console/text/transcriptLines.ts';

const said = (position: number, at: string, by: TranscriptEntry['by'] = 'customer'): TranscriptEntry => ({
  position,
  direction: by === 'customer' ? 'in' : 'out',
  at: `2026-11-2${at}:00Z`,
  by,
  text: `said ${position}`,
});
const note = (id: string, at: string): Note => ({ id, at: `2026-11-2${at}:00Z`, by: { id: 'a', name: 'A' }, text: id });
const day = (at: number) => new Date(at).toISOString().slice(0, 10);
const keys = (lines: ReturnType<typeof linesOf>) => lines.map(({ key }) => key.replace(/^day \S+ /, 'day before '));

test('a day is named once, and a speaker again after somebody else or a pause', () => {
  const entries = [
    said(1, '0T10:00'),
    said(2, '0T10:01'),
    said(3, '0T10:09'),
    said(4, '0T10:10', 'bot'),
    said(5, '1T08:00', 'bot'),
  ];
  const lines = linesOf(entries, [], true, day);
  expect(keys(lines)).toEqual([
    'day before entry 1',
    'entry 1',
    'entry 2',
    'entry 3',
    'entry 4',
    'day before entry 5',
    'entry 5',
  ]);
  expect(lines.flatMap((line) => (line.kind === 'message' && line.headed ? line.entry.position : []))).toEqual([
    1, 3, 4, 5,
  ]);
});

test('notes stand where they were written; those before the oldest words read wait until these are read', () => {
  const entries = [said(8, '0T10:00'), said(9, '0T12:00')];
  const notes = [note('late', '0T13:00'), note('early', '0T09:00'), note('middle', '0T11:00')];
  expect(keys(linesOf(entries, notes, false, day)).filter((key) => !key.startsWith('day'))).toEqual([
    'entry 8',
    'note middle',
    'entry 9',
    'note late',
  ]);
  expect(keys(linesOf(entries, notes, true, day)).filter((key) => !key.startsWith('day'))[0]).toBe('note early');
});

test('an entry that says nothing is no line, one with only a file or a button is', () => {
  const silent = { ...said(1, '0T10:00'), text: '' };
  const file = { ...silent, position: 2, attachments: [{ contentType: 'image/png', url: '/x' }] };
  const button = { ...silent, position: 3, buttons: ['yes'] };
  expect(keys(linesOf([silent, file, button], [], true, day))).toEqual(['day before entry 2', 'entry 2', 'entry 3']);
});
