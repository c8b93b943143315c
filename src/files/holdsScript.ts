import { inflateSync } from 'node:zlib';
import type { FileType } from './fileType.ts';

/**
 * What browsers or servers would run, were the file ever shown as something else: a picture needs none of it. Each is
 * long enough not to stand in compressed bytes by chance.
 */
const MARKUP = /<script[\s>]|<html[\s>]|<iframe|<!doctype|<\?php|<svg\s[^<>]{0,300}xmlns|javascript:/iu;

/** Names by which a PDF runs something, opens something or brings files along. */
const ACTIVE_PDF =
  /\/(?:JS|JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE)(?![A-Za-z])/u;
/** Compressed bytes, in which any short name may stand by chance. */
const STREAM = /stream\r?\n[\s\S]*?endstream/gu;
const MOST_STREAMS = 2000;
const MOST_INFLATED_BYTES = 20_000_000;

/** Does a file of a taken kind carry a script or hide another file's markup? Such files are not taken. */
export function holdsScript(content: Buffer, type: FileType): boolean {
  const text = content.toString('latin1');
  if (type !== 'application/pdf') return MARKUP.test(text);
  return isActive(text.replace(STREAM, '')) || objectStreams(content, text).some((stream) => isActive(stream));
}

/** PDF names may be written with `#xx` for any letter. */
function isActive(text: string): boolean {
  if (!text.includes('/')) return false;
  const plain = text.replace(/#([\da-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return ACTIVE_PDF.test(plain);
}

/** What stands in the compressed object streams, where names can hide; one that cannot be read counts as empty. */
function objectStreams(content: Buffer, text: string): string[] {
  const found: string[] = [];
  let room = MOST_INFLATED_BYTES;
  const starts = [...text.matchAll(/\/ObjStm[\s\S]{0,400}?stream\r?\n/gu)].slice(0, MOST_STREAMS);
  for (const start of starts) {
    const from = start.index + start[0].length;
    const to = text.indexOf('endstream', from);
    const inflated = to < 0 || room <= 0 ? undefined : inflate(content.subarray(from, to), room);
    if (inflated === undefined) continue;
    room -= inflated.length;
    found.push(inflated.toString('latin1'));
  }
  return found;
}

function inflate(bytes: Buffer, most: number): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: most, finishFlush: 2 });
  } catch {
    return undefined;
  }
}
