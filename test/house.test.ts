import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { environment } from '../src/config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Every TypeScript file below a folder, as a path from the top. */
function codeBelow(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
}

/** What a file imports: package names, or paths from the top. */
function importsOf(path: string): string[] {
  const specifiers = [...read(path).matchAll(/(?:from|import)\s*\(?'([^']+)'/gu)].map((match) => match[1] ?? '');
  return specifiers.map((name) => (name.startsWith('.') ? join(dirname(path), name) : name));
}

function offenders(folders: readonly string[], forbidden: (name: string) => boolean): string[] {
  return folders.flatMap(codeBelow).flatMap((path) =>
    importsOf(path)
      .filter(forbidden)
      .map((name) => `${path} imports ${name}`),
  );
}

describe('the direction of imports', () => {
  it('keeps language, search, knowledge, returns and answers free of network, storage and dialogs', () => {
    const outer =
      /^(?:src\/(?:conversation|channels|server|storage|orders|cli)\/|dialogs\/|restify|ws$|ioredis|botbuilder|node:(?:http|net|sqlite))/u;
    const pure = ['src/language', 'src/search', 'src/knowledge', 'src/returns', 'src/answers'];
    expect(offenders(pure, (name) => outer.test(name))).toEqual([]);
  });

  it('lets only conversation, dialogs and the Azure channel know botbuilder', () => {
    const others = readdirSync(join(root, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'conversation')
      .map((entry) => `src/${entry.name}`);
    const wrong = offenders(others, (name) => name.startsWith('botbuilder'));
    expect(wrong.filter((line) => !line.startsWith('src/channels/azure/'))).toEqual([]);
  });

  it('lets only the server know restify, and only its driver know a store’s package', () => {
    const folders = ['src', 'dialogs'];
    const wrong = offenders(folders, (name) => /^(?:restify|ioredis|node:sqlite)$/u.test(name)).filter(
      (line) =>
        !/^src\/server\/.* restify$|^src\/storage\/redis\/.* ioredis$|^src\/storage\/sqlite\/.* node:sqlite$/u.test(
          line,
        ),
    );
    expect(wrong).toEqual([]);
  });

  // main.ts looks for two things before anything is loaded; the configuration checks them like all others.
  it('reads the environment in the configuration only, and where it starts', () => {
    const readers = ['src', 'dialogs'].flatMap(codeBelow).filter((path) => /process\.env\b/u.test(read(path)));
    expect(readers).toEqual(['src/config.ts', 'src/main.ts']);
  });
});

describe('the words', () => {
  it('stand in data: Arabic letters in code only where language is read', () => {
    const allowed = /^src\/(?:language|search)\//u;
    const speaking = ['src', 'dialogs']
      .flatMap(codeBelow)
      .filter((path) => !allowed.test(path))
      .filter((path) => /[\u0621-\u064a]{3,}/u.test(read(path).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/gu, '')));
    expect(speaking).toEqual([]);
  });
});

describe('the README', () => {
  const readme = read('README.md');

  it('lists every variable of the configuration, and no other', () => {
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gmu)].map((match) => match[1]);
    expect(listed).toEqual(Object.keys(environment.shape));
  });

  it('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm run (?:--silent )?([a-z]+)/gu)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/gu)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});
