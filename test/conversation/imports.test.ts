import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const files = readdirSync(new URL('../../src', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8') }));
const importers = (name: RegExp) =>
  files
    .filter(({ text }) =>
      [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].some(([, from = '']) => name.test(from)),
    )
    .map(({ file }) => file);

it.each([
  ['botbuilder', /^botbuilder/, /^(conversation|channels\/azure)\//],
  ['restify', /^restify$/, /^server\//],
  ['ioredis', /^ioredis$/, /^storage\/redis\//],
  ['node:sqlite', /^node:sqlite$/, /^storage\/sqlite\//],
  ['ws', /^ws$/, /^(server\/|channels\/web\/|channels\/liveSocket)/],
])('lets only its own folder import %s', (_, name, folder) => {
  const found = importers(name);
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((file) => !folder.test(file))).toEqual([]);
});

it('keeps storage apart from everything above it', () => {
  const storage = files.filter(({ file }) => file.startsWith('storage/'));
  for (const { text } of storage)
    expect(text).not.toMatch(/from '\.\.\/\.\.\/(?!driver|names|topics)|from '\.\.\/(conversation|channels|server)/);
});
