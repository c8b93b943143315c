import { expect, it } from 'vitest';
import { fileTypeOf } from '../../../src/channels/web/fileType.ts';
import { safeName } from '../../../src/channels/web/uploadBody.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

it.each([
  ['image/png', '\x89PNG\r\n\x1a\n....'],
  ['image/jpeg', '\xff\xd8\xff\xe0....'],
  ['image/gif', 'GIF89a....'],
  ['image/webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['application/pdf', '%PDF-1.7\n'],
])('knows %s by its content', (type, content) => {
  expect(fileTypeOf(bytes(content))).toBe(type);
});

it.each(['<svg xmlns="x"/>', '<html>', 'MZ\x90', 'PK\x03\x04', '', '\x89PN', ' %PDF-1.7', 'XXXX\x10\0\0\0WEBPVP8 '])(
  'takes %j for nothing it knows',
  (content) => {
    expect(fileTypeOf(bytes(content))).toBeUndefined();
  },
);

it('shows file names without folders, control characters or direction marks', () => {
  expect(safeName('../../etc/passwd')).toBe('passwd');
  expect(safeName('C:\\x\\فاتورة.pdf')).toBe('فاتورة.pdf');
  expect(safeName('a\u202egnp.exe\r\n"<b>')).toBe('agnp.exeb');
  expect(safeName('x'.repeat(500))).toHaveLength(120);
});
