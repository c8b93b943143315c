import { expect, it } from 'vitest';
import { createLog, errorFields } from '../src/log.ts';

it('writes one JSON object a line, from its level up', () => {
  const lines: string[] = [];
  const log = createLog(
    'warn',
    (line) => lines.push(line),
    () => 0,
  );
  log.debug('no');
  log.info('no');
  log.warn('yes', { conversation: 'web-1', status: 429 });
  log.error('yes');
  expect(lines).toEqual([
    '{"time":"1970-01-01T00:00:00.000Z","level":"warn","event":"yes","conversation":"web-1","status":429}\n',
    '{"time":"1970-01-01T00:00:00.000Z","level":"error","event":"yes"}\n',
  ]);
});

it('says of an error what and where, never its words', () => {
  const error = Object.assign(new TypeError('cannot parse "0612345678"\n    with secrets'), { code: 'E_PARSE' });
  const fields = errorFields(error);
  expect(fields).toMatchObject({ error: 'TypeError', code: 'E_PARSE', at: expect.stringContaining('log.test') });
  expect(JSON.stringify(fields)).not.toMatch(/0612345678|secrets/);
  const wrapped = new Error('outer', { cause: Object.assign(new Error('middle'), { error }) });
  expect(errorFields(wrapped)).toMatchObject({ error: 'Error', cause: 'TypeError', causeCode: 'E_PARSE' });
  expect(errorFields('a string with 0612345678')).toEqual({ error: 'string' });
});
