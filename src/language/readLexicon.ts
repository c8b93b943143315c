import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type CompiledLexicon, compileLexicon, type Lexicon, type LexiconEntry, loadLexicon } from './lexicon.ts';

/** The files of knowledge/language that hold words: those of every day and those of shops. */
export const LEXICON_FILES = { everyday: 'dialect.yaml', shops: 'lexicon.yaml' } as const;

const words = z.array(z.string()).optional();
const file = z.object({
  entries: z.array(
    z.object({
      msa: z.union([z.string(), z.array(z.string()).min(1)]),
      darija: words,
      arabizi: words,
      french: words,
      levantine: words,
      empty: z.boolean().optional(),
    }),
  ),
});

/** The lexicon of a folder like knowledge/language, ready for lookups. A missing file counts as empty. */
export function readLexicon(folder: string): Lexicon {
  return loadLexicon(readCompiledLexicon(folder));
}

/**
 * The same as plain JSON: reading YAML takes a while, so builds keep this form and start with `loadLexicon`.
 * The everyday file says which Standard Arabic words are one idea; other spellings are claimed by the shops' file first.
 */
export function readCompiledLexicon(folder: string): CompiledLexicon {
  const everyday = readEntries(join(folder, LEXICON_FILES.everyday));
  const shops = readEntries(join(folder, LEXICON_FILES.shops));
  const ideas = everyday.map(({ msa, empty }) => ({ msa, empty }));
  return compileLexicon([...ideas, ...shops, ...everyday]);
}

function readEntries(path: string): LexiconEntry[] {
  if (!existsSync(path)) return [];
  const parsed = file.safeParse(parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data.entries;
  throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
}
