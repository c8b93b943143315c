import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  answerJsonLines,
  InputFileError,
  type JsonLinesRun,
  LineError,
  optionalTextField,
  readJsonLinesFile,
  readLines,
  textField,
} from '../../src/cli/jsonLines.ts';

class Memory extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(
  input: string | readonly Buffer[],
  answer: JsonLinesRun['answer'],
  progressEvery?: number,
): Promise<{ status: number; lines: unknown[]; text: string; log: string }> {
  const output = new Memory();
  const log = new Memory();
  const chunks = typeof input === 'string' ? [Buffer.from(input)] : [...input];
  const options = progressEvery === undefined ? {} : { progressEvery };
  const status = await answerJsonLines({
    command: 'echo',
    input: Readable.from(chunks),
    output,
    log,
    answer,
    ...options,
  });
  const lines = output.text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
  return { status, lines, text: output.text, log: log.text };
}

const echo: JsonLinesRun['answer'] = (record) => ({ text: textField(record, 'text') });

describe('answerJsonLines', () => {
  test('answers in the order of the input, one object a line', async () => {
    const result = await run('{"id":"a","text":"1"}\n{"id":"b","text":"2"}\n', echo);
    expect(result).toMatchObject({
      status: 0,
      lines: [
        { id: 'a', text: '1' },
        { id: 'b', text: '2' },
      ],
      log: '',
    });
  });

  test('keeps the order when a later line is quicker', async () => {
    const slowFirst: JsonLinesRun['answer'] = async (_record, id) => {
      for (let i = 0; id === 'a' && i < 50; i++) await Promise.resolve();
      return {};
    };
    expect((await run('{"id":"a"}\n{"id":"b"}', slowFirst)).lines).toEqual([{ id: 'a' }, { id: 'b' }]);
  });

  test('reads CRLF, blank lines, a byte order mark and a last line without an end', async () => {
    const result = await run('\uFEFF{"id":"a","text":"1"}\r\n\r\n  \n{"id":"b","text":"2"}', echo);
    expect(result).toMatchObject({
      status: 0,
      lines: [
        { id: 'a', text: '1' },
        { id: 'b', text: '2' },
      ],
    });
  });

  test('tells each faulty line and still answers the others, with status 2', async () => {
    const input = [
      '{"id":"a"}',
      'no json',
      '[1]',
      '{"text":"x"}',
      '{"id":{},"text":"x"}',
      '{"id":"b","text":3}',
      '{"id":"c","text":"ok"}',
    ];
    const { status, lines } = await run(input.join('\n'), echo);
    expect(status).toBe(2);
    expect(lines).toMatchObject([
      { id: 'a', error: { code: 'missing_field' } },
      { id: null, error: { code: 'invalid_json' } },
      { id: null, error: { code: 'invalid_json' } },
      { id: null, error: { code: 'missing_field' } },
      { id: null, error: { code: 'invalid_field' } },
      { id: 'b', error: { code: 'invalid_field' } },
      { id: 'c', text: 'ok' },
    ]);
  });

  test('gives the code of a LineError and hides no fault of ours', async () => {
    const answer: JsonLinesRun['answer'] = (_record, id) => {
      throw id === 'a' ? new LineError('unknown_shop', 'no such shop') : new Error('broken');
    };
    expect((await run('{"id":"a"}\n{"id":7}', answer)).lines).toEqual([
      { id: 'a', error: { code: 'unknown_shop', message: 'no such shop' } },
      { id: 7, error: { code: 'internal_error', message: 'broken' } },
    ]);
  });

  test('gives lone surrogates and line separators back unchanged', async () => {
    const { lines, text } = await run('{"id":"\\ud800","text":"x\u2028y\\udc00"}', echo);
    expect(lines).toEqual([{ id: '\ud800', text: 'x\u2028y\udc00' }]);
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });

  test('answers a line of several megabytes', async () => {
    const long = 'س'.repeat(2_000_000);
    const length: JsonLinesRun['answer'] = (record) => ({ length: textField(record, 'text').length });
    expect((await run(JSON.stringify({ id: 'a', text: long }), length)).lines).toEqual([
      { id: 'a', length: 2_000_000 },
    ]);
  });

  test('reports progress on the log only', async () => {
    const { log, lines } = await run('{"id":1}\n{"id":2}\n{"id":3}\n', () => ({}), 2);
    expect([log, lines.length]).toEqual(['echo: 2 lines answered\n', 3]);
  });

  test('stops quietly when the reader has gone', async () => {
    let answered = 0;
    const closing = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const answer = (): object => ({ n: answered++ });
    const input = Readable.from([Buffer.from('{"id":1}\n'.repeat(1000))]);
    const status = await answerJsonLines({ command: 'echo', input, output: closing, log: new Memory(), answer });
    expect([status, answered < 10]).toEqual([0, true]);
  });

  test('waits for a slow reader instead of piling up results', async () => {
    const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => setImmediate(done) });
    let deepest = 0;
    const answer = (): object => {
      deepest = Math.max(deepest, slow.writableLength);
      return {};
    };
    await answerJsonLines({
      command: 'echo',
      input: Readable.from(['{"id":1}\n'.repeat(200)]),
      output: slow,
      log: new Memory(),
      answer,
    });
    expect(deepest).toBeLessThan(100);
  });
});

describe('readLines', () => {
  test('gives the same lines however the bytes arrive', async () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme' }).map((s) => `x${s.replace(/[\r\n]/g, '')}`),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 7 }), async (lines, size) => {
        const bytes = Buffer.from(lines.join('\n'));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const read: unknown[] = [];
        for await (const line of readLines(Readable.from(chunks))) read.push(line.text);
        expect(read).toEqual(lines);
      }),
    );
  });

  test('marks a line over the limit and reads on', async () => {
    const read: unknown[] = [];
    for await (const line of readLines(Readable.from([Buffer.from('123\n123456\n12')]), 5)) read.push(line.text);
    expect(read).toEqual(['123', undefined, '12']);
  });
});

describe('readJsonLinesFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'json-lines-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (text: string): string => {
    const path = join(folder, 'lines.jsonl');
    writeFileSync(path, text);
    return path;
  };

  test('reads every line through the given parser', async () => {
    const texts = await readJsonLinesFile(file('{"text":"1"}\n\n{"text":"2"}'), (record) => textField(record, 'text'));
    expect(texts).toEqual(['1', '2']);
  });

  test('names the file and the line at fault', async () => {
    const read = readJsonLinesFile(file('{"text":"1"}\n\n{"tekst":"2"}'), (record) => textField(record, 'text'));
    await expect(read).rejects.toThrow(/lines\.jsonl, line 3: the field "text" is missing/);
    await expect(read).rejects.toBeInstanceOf(InputFileError);
  });

  test('says which file cannot be read', async () => {
    await expect(readJsonLinesFile(join(folder, 'absent.jsonl'), (r) => r)).rejects.toThrow(
      /absent\.jsonl cannot be read/,
    );
  });
});

test('an optional text may be absent or null but not a number', () => {
  expect([optionalTextField({}, 'title'), optionalTextField({ title: null }, 'title')]).toEqual([undefined, undefined]);
  expect(() => optionalTextField({ title: 1 }, 'title')).toThrow(LineError);
});
