import { constants, inflateSync } from 'node:zlib';
import type { FileType } from './fileType.ts';

/**
 * What browsers or servers would run, were the file ever shown as something else: a picture needs none of it. Each is
 * long enough not to stand in compressed bytes by chance.
 */
const MARKUP = /<script[\s>]|<html[\s>]|<iframe|<!doctype|<\?php|<svg\s[^<>]{0,300}xmlns|javascript:/iu;

/** Names by which a PDF runs something, opens something or brings files along. */
const ACTIVE_NAMES = [
  'JS',
  'JavaScript',
  'Launch',
  'EmbeddedFile',
  'EmbeddedFiles',
  'RichMedia',
  'XFA',
  'SubmitForm',
  'ImportData',
  'GoToR',
  'GoToE',
];
/** A letter as it is, or as `#xx`: names of a PDF may be written so. */
const LETTER = '[A-Za-z]|#(?:[46][1-9A-Fa-f]|[57][0-9Aa])';
/** The disguise is part of the pattern, because undoing it in the whole text takes seconds for what is all disguise. */
const ACTIVE_PDF = new RegExp(`/(?:${ACTIVE_NAMES.map(inAnyWriting).join('|')})(?!${LETTER})`, 'u');

/** Before compressed bytes, in which any short name may stand by chance. */
const STREAM = /stream\r?\n/gu;
const STREAM_END = 'endstream';
/** Bytes that are read and inflated for one file: more is a bomb, and would keep everybody else waiting. */
const MOST_WORK = 30_000_000;
/** What looking at a stream costs at least, also one that breaks off; 1800 of them are within the bounds of a file. */
const LEAST_WORK = 16_384;

/** Does a file of a taken kind carry a script or hide another file's markup? Such files are not taken. */
export function holdsScript(content: Buffer, type: FileType): boolean {
  const text = content.toString('latin1');
  if (type !== 'application/pdf') return MARKUP.test(text);
  return ACTIVE_PDF.test(withoutStreams(text)) || hidesActive(content, text);
}

function withoutStreams(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (const begin of text.matchAll(STREAM)) {
    if (begin.index < at) continue;
    const end = text.indexOf(STREAM_END, begin.index + begin[0].length);
    if (end < 0) break;
    kept.push(text.slice(at, begin.index));
    at = end + STREAM_END.length;
  }
  return kept.join('') + text.slice(at);
}

/** Do names hide in the compressed object streams? Also when reading all of them is too much work to tell. */
function hidesActive(content: Buffer, text: string): boolean {
  let room = MOST_WORK;
  for (const bytes of objectStreams(content, text)) {
    room -= bytes.length + LEAST_WORK;
    const inflated = room < 0 ? undefined : inflate(bytes, room);
    if (inflated === undefined || ACTIVE_PDF.test(inflated.toString('latin1'))) return true;
    room -= inflated.length;
  }
  return false;
}

/** One may lie within another: where the dictionaries stand is not known for sure. */
function* objectStreams(content: Buffer, text: string): Generator<Buffer> {
  let headFrom = 0;
  let end = 0;
  for (const begin of text.matchAll(STREAM)) {
    const head = text.slice(headFrom, begin.index);
    const from = begin.index + begin[0].length;
    headFrom = from;
    if (!head.includes('/ObjStm')) continue;
    if (end < from) end = text.indexOf(STREAM_END, from);
    if (end < 0) return;
    yield content.subarray(from, end);
  }
}

/**
 * Nothing when it is more than `most` bytes, or when it breaks off so late that it may have cost as much. One that
 * cannot be read at all (in an encrypted file, say) counts as empty.
 */
function inflate(bytes: Buffer, most: number): Buffer | undefined {
  const first = inflateUpTo(bytes, LEAST_WORK);
  if (first === 'larger') {
    const whole = inflateUpTo(bytes, most);
    return Buffer.isBuffer(whole) ? whole : undefined;
  }
  return first === 'broken' ? Buffer.alloc(0) : first;
}

function inflateUpTo(bytes: Buffer, most: number): Buffer | 'broken' | 'larger' {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(1, most), finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'larger' : 'broken';
  }
}

function inAnyWriting(name: string): string {
  const hex = (letter: string) =>
    letter
      .charCodeAt(0)
      .toString(16)
      .replace(/[a-f]/u, (digit) => `[${digit}${digit.toUpperCase()}]`);
  return [...name].map((letter) => `(?:${letter}|#${hex(letter)})`).join('');
}
