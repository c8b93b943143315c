import { expect, it } from 'vitest';
import { audioTypeOf, fileTypeOf, nameOfType, safeName } from '../../src/files/index.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

it.each([
  ['image/png', '\x89PNG\r\n\x1a\n....'],
  ['image/jpeg', `\xff\xd8\xff\xe0${'.'.repeat(120)}\xff\xd9`],
  ['image/gif', 'GIF89a....'],
  ['image/webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['application/pdf', '%PDF-1.7\n'],
])('knows %s by its content', (type, content) => {
  expect(fileTypeOf(bytes(content))).toBe(type);
});

it.each([
  '\xff\xd8\xff',
  '\xff\xd8\xff\xe0....',
  `\xff\xd8\xff\xe0${'.'.repeat(200)}`,
  '<svg xmlns="x"/>',
  '<html>',
  'MZ\x90',
  'PK\x03\x04',
  '',
  '\x89PN',
  ' %PDF-1.7',
  'XXXX\x10\0\0\0WEBPVP8 ',
])('takes %j for nothing it knows', (content) => {
  expect(fileTypeOf(bytes(content))).toBeUndefined();
});

it.each([
  ['audio/ogg', 'OggS\0\x02'],
  ['audio/mp4', '\0\0\0\x1cftypM4A '],
  ['audio/mpeg', 'ID3\x04'],
  ['audio/mpeg', '\xff\xfb\x90\x64'],
  ['audio/aac', '\xff\xf1\x50\x80'],
  ['audio/aac', '\xff\xf9\x50\x80'],
  ['audio/amr', '#!AMR\n'],
  ['audio/wav', 'RIFF\x10\0\0\0WAVEfmt '],
  ['audio/webm', '\x1aE\xdf\xa3\x01'],
])('knows a recording, %s, by its content', (type, content) => {
  expect(audioTypeOf(bytes(content))).toBe(type);
  expect(fileTypeOf(bytes(content))).toBeUndefined();
});

it.each(['', '\xff', '\xff\xd8\xff\xe0', '<html>', '%PDF-1.7', 'GIF89a', 'RIFF\x10\0\0\0WEBP'])(
  'takes %j for no recording',
  (content) => {
    expect(audioTypeOf(bytes(content))).toBeUndefined();
  },
);

it('shows file names without folders, control characters or direction marks', () => {
  expect(safeName('../../etc/passwd')).toBe('passwd');
  expect(safeName('C:\\x\\فاتورة.pdf')).toBe('فاتورة.pdf');
  expect(safeName('a\u202egnp.exe\r\n"<b>')).toBe('agnp.exeb');
  expect(safeName('x'.repeat(500))).toHaveLength(120);
});

it('never cuts a file name through a sign', () => {
  const name = safeName(`${'\u{1f600}'.repeat(80)}a`);
  expect(name.isWellFormed()).toBe(true);
});

it.each([
  ['x.gif.html', 'image/gif', 'x.gif'],
  ['gnp.exe', 'image/png', 'gnp.png'],
  ['photo.JPEG', 'image/jpeg', 'photo.JPEG'],
  ['فاتورة', 'application/pdf', 'فاتورة.pdf'],
  ['.exe', 'image/png', 'file.png'],
  ['.png', 'image/png', 'file.png'],
  ['', 'image/webp', 'file.webp'],
  ['order 1.2', 'image/png', 'order 1.2.png'],
] as const)('names %j of the type %s %j', (name, type, expected) => {
  expect(nameOfType(name, type)).toBe(expected);
});
