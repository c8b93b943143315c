import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { holdsScript } from '../../src/files/index.ts';
import { random } from '../support/random.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const pdf = (inside: string) => bytes(`%PDF-1.7\n1 0 obj\n<< ${inside} >>\nendobj\n%%EOF`);
const objects = (compressed: Buffer) =>
  Buffer.concat([
    bytes('%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n'),
    compressed,
    bytes('\nendstream\nendobj'),
  ]);
const hidden = (inside: string) => objects(deflateSync(inside));

it.each([
  ['a page behind a picture', bytes('GIF89a....<script>alert(1)</script>'), 'image/gif'],
  [
    'a vector picture behind a picture',
    bytes('\x89PNG....<SVG onload="x" xmlns="http://www.w3.org/2000/svg">'),
    'image/png',
  ],
  ['a server page in a comment', bytes('\xff\xd8\xff\xfe<?php system()'), 'image/jpeg'],
  ['a program in a PDF', pdf('/OpenAction << /S /JavaScript /JS (app.alert(1)) >>'), 'application/pdf'],
  ['one with its name disguised', pdf('/S /J#61vaScript'), 'application/pdf'],
  ['one in a compressed part', hidden('2 0 << /S /JavaScript >>'), 'application/pdf'],
  ['one in a compressed part, disguised', hidden('2 0 << /S /#4aava#53cript >>'), 'application/pdf'],
  ['a command to start', pdf('/S /Launch /F (cmd.exe)'), 'application/pdf'],
  ['another file inside', pdf('/Names << /EmbeddedFiles 3 0 R >>'), 'application/pdf'],
] as const)('finds %s', (_, content, type) => {
  expect(holdsScript(content, type)).toBe(true);
});

it.each([
  ['a PDF with links and forms to read', pdf('/A << /S /URI /URI (https://example.com) >> /JSx 1'), 'application/pdf'],
  ['a PDF with compressed text', hidden('2 0 << /Type /Page >>'), 'application/pdf'],
  ['names that only begin alike', pdf('/JS#41 /GoToRoom /Launch#65d'), 'application/pdf'],
  ['a broken compressed part', bytes('%PDF-1.7 /ObjStm >> stream\n\x00\x01\x02 endstream'), 'application/pdf'],
  [
    'a picture with a description',
    bytes('\xff\xd8\xff\xe1<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>'),
    'image/jpeg',
  ],
] as const)('finds nothing in %s', (_, content, type) => {
  expect(holdsScript(content, type)).toBe(false);
});

it('finds nothing in compressed bytes by chance', () => {
  const next = random(7);
  const noise = Buffer.from(Array.from({ length: 2_000_000 }, () => Math.floor(next() * 256)));
  expect(holdsScript(noise, 'image/jpeg')).toBe(false);
  expect(
    holdsScript(
      Buffer.concat([bytes('%PDF-1.7\n<< /Filter /DCTDecode >>\nstream\n'), noise, bytes('\nendstream')]),
      'application/pdf',
    ),
  ).toBe(false);
});

it.each(['stream\n', '/ObjStm stream\n'])('reads a PDF of nothing but %j in no time', (word) => {
  const content = bytes(`%PDF-1.7\n${word.repeat(100_000)}`);
  const before = performance.now();
  expect(holdsScript(content, 'application/pdf')).toBe(false);
  expect(performance.now() - before).toBeLessThan(2000);
});

const megabytes = (count: number) => deflateSync(Buffer.alloc(count * 1_000_000, ' '));

it.each([
  ['one compressed part', objects(megabytes(40))],
  ['all of them together', Buffer.concat(Array.from({ length: 10 }, () => objects(megabytes(4))))],
  ['one that breaks off', objects(Buffer.concat([megabytes(4).subarray(0, -4), Buffer.alloc(4)]))],
])('does not take a PDF for safe when %s may be more than is read', (_, content) => {
  expect(holdsScript(content, 'application/pdf')).toBe(true);
});
