/**
 * JSON Lines in, JSON Lines out: what the evaluation commands (ask, decide, converse, classify, rank) share.
 * One object a line, results in the order of the input, nothing else on standard output. A line that cannot be
 * answered becomes `{"id", "error": {"code", "message"}}`, the others are still answered, and the exit status is 2.
 */
import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** A line's own fault, told in its result instead of stopping the run. `code` is stable, `message` is for people. */
export class LineError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'LineError';
    this.code = code;
  }
}

/** A file given on the command line cannot be used; the message names file and line. The command stops with status 2. */
export class InputFileError extends Error {
  override readonly name = 'InputFileError';
}

export interface JsonLinesRun {
  /** The command's name, for the progress lines. */
  readonly command: string;
  readonly input: Readable;
  readonly output: Writable;
  /** Where progress goes: standard error. */
  readonly log: Writable;
  /** One line's result without its id. May throw {@link LineError}; anything else thrown is told as `internal_error`. */
  readonly answer: (record: JsonRecord, id: string | number) => object | Promise<object>;
  /** Lines between two progress messages; 1000 unless told. */
  readonly progressEvery?: number;
}

/** Answers every line of `input` in order. Resolves to the exit status: 0, or 2 when any line was in error. */
export async function answerJsonLines(run: JsonLinesRun): Promise<0 | 2> {
  const sink = openSink(run.output);
  const every = run.progressEvery ?? 1000;
  let status: 0 | 2 = 0;
  let count = 0;
  for await (const line of readLines(run.input)) {
    if (line.text?.trim() === '') continue;
    const result = await answerLine(line, run.answer);
    if (result.failed) status = 2;
    if (!(await sink.write(`${result.json}\n`))) break;
    count += 1;
    if (count % every === 0) run.log.write(`${run.command}: ${count} lines answered\n`);
  }
  sink.close();
  return status;
}

/**
 * Runs a whole command: the lines of standard input through `answer`, the exit status set for the process.
 * `prepare` loads what the answers need; an {@link InputFileError} from it is told on standard error with status 2.
 */
export async function runJsonLinesCommand(
  command: string,
  prepare: () => JsonLinesRun['answer'] | Promise<JsonLinesRun['answer']>,
): Promise<void> {
  const { stdin: input, stdout: output, stderr: log } = process;
  try {
    const answer = await prepare();
    process.exitCode = await answerJsonLines({ command, input, output, log, answer });
  } catch (error) {
    if (!(error instanceof InputFileError)) throw error;
    log.write(`${command}: ${error.message}\n`);
    process.exitCode = 2;
  } finally {
    // A reader that went away early, or a file at fault, must not leave us waiting for the rest of the input.
    input.destroy();
  }
}

/**
 * Reads a JSON Lines file in which every line counts (training texts, documents): the first unusable line is an
 * {@link InputFileError} that names it. `parse` may throw {@link LineError} for a record it cannot use.
 */
export async function readJsonLinesFile<T>(path: string, parse: (record: JsonRecord) => T): Promise<T[]> {
  const records: T[] = [];
  let number = 0;
  try {
    for await (const line of readLines(createReadStream(path))) {
      number += 1;
      if (line.text?.trim() !== '') records.push(parse(parseLine(line)));
    }
  } catch (error) {
    throw new InputFileError(fileFault(path, number, error), { cause: error });
  }
  return records;
}

/** A field that must be a string; the empty string is one. */
export function textField(record: JsonRecord, name: string): string {
  const value = record[name];
  if (typeof value === 'string') return value;
  if (value === undefined) throw new LineError('missing_field', `the field "${name}" is missing`);
  throw new LineError('invalid_field', `the field "${name}" must be a string`);
}

/** A string that may be left out; `null` counts as left out. */
export function optionalTextField(record: JsonRecord, name: string): string | undefined {
  return record[name] === undefined || record[name] === null ? undefined : textField(record, name);
}

/** One line without its line end; `text` is undefined when the line was longer than we are ready to hold. */
export interface InputLine {
  readonly text: string | undefined;
}

const MAX_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines at LF only (a CR before it is dropped): unlike node:readline, which also cuts at
 * U+2028, a legal character inside a JSON string. A byte order mark is dropped, broken UTF-8 becomes U+FFFD.
 */
export async function* readLines(input: Readable, maxBytes: number = MAX_LINE_BYTES): AsyncGenerator<InputLine> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const keep = (piece: Buffer): void => {
    bytes += piece.length;
    if (bytes > maxBytes) pieces = [];
    else if (piece.length > 0) pieces.push(piece);
  };
  const finish = (): InputLine => {
    const line = { text: bytes > maxBytes ? undefined : decodeLine(Buffer.concat(pieces)) };
    pieces = [];
    bytes = 0;
    return line;
  };
  for await (const data of input) {
    const chunk = Buffer.isBuffer(data) ? data : Buffer.from(String(data));
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (bytes > 0) yield finish();
}

function decodeLine(bytes: Buffer): string {
  const text = new TextDecoder().decode(bytes);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function parseLine(line: InputLine): JsonRecord {
  if (line.text === undefined) throw new LineError('line_too_long', 'the line is too long to be read');
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (error) {
    throw new LineError('invalid_json', `the line is no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LineError('invalid_json', 'the line must be one JSON object');
  }
  return value as JsonRecord;
}

interface LineResult {
  readonly json: string;
  readonly failed: boolean;
}

async function answerLine(line: InputLine, answer: JsonLinesRun['answer']): Promise<LineResult> {
  let id: string | number | null = null;
  try {
    const record = parseLine(line);
    id = idField(record);
    // JSON.stringify escapes lone surrogates, so an odd id comes back as it went in.
    return { json: JSON.stringify({ id, ...(await answer(record, id)) }), failed: false };
  } catch (error) {
    return { json: JSON.stringify({ id, error: describeFault(error) }), failed: true };
  }
}

function idField(record: JsonRecord): string | number {
  const { id } = record;
  if (typeof id === 'string' || typeof id === 'number') return id;
  if (id === undefined) throw new LineError('missing_field', 'the field "id" is missing');
  throw new LineError('invalid_field', 'the field "id" must be a string');
}

function describeFault(error: unknown): { code: string; message: string } {
  if (error instanceof LineError) return { code: error.code, message: error.message };
  return { code: 'internal_error', message: error instanceof Error ? error.message : String(error) };
}

function fileFault(path: string, line: number, error: unknown): string {
  if (error instanceof LineError) return `${path}, line ${line}: ${error.message}`;
  return `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

interface Sink {
  /** Resolves when there is room for more; false when the reader has gone and nothing more can be delivered. */
  write(text: string): Promise<boolean>;
  close(): void;
}

/** Wraps an output so that a reader which closes early (`| head`) ends the run quietly instead of with EPIPE. */
function openSink(output: Writable): Sink {
  let gone: Error | undefined;
  let wake: () => void = () => {};
  const onError = (error: Error): void => {
    gone = error;
    wake();
  };
  const onDrain = (): void => wake();
  output.on('error', onError).on('drain', onDrain);
  return {
    async write(text) {
      if (!gone && !output.write(text)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (gone || !output.writableNeedDrain) resolve();
        });
      }
      if (gone && (gone as NodeJS.ErrnoException).code !== 'EPIPE') throw gone;
      return gone === undefined;
    },
    close() {
      output.off('drain', onDrain);
      // The error listener stays: EPIPE may still arrive for the last line, after everything was handed over.
    },
  };
}
