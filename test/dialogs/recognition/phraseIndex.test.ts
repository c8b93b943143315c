/** What the index leaves out could not have matched: found is the same as by trying every pattern on every clause. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CompilePhrases,
  type Pattern,
  type Phrases,
  phraseCompiler,
  readPhraseFile,
  readSaid,
} from '../../../dialogs/recognition/phraseBook.ts';
import { createPatternIndex, type PatternIndex } from '../../../dialogs/recognition/phraseIndex.ts';
import { readConversations } from '../../support/scripts.ts';

const LISTS = listsIn(readPhraseFile());
const indexed = compileAll(phraseCompiler(createPatternIndex()));
const tried = compileAll(phraseCompiler(everyPattern()));
/** Letters that make words of the patterns run into one another, glued articles, negation and ends of clauses. */
const BETWEEN = [' ', ' ', ' ', ' و', ' ال', ' l', ' ما ', ' pas ', '، ', ' .. ', 'ش ', 'ha ', ''];

describe('looking for phrases by their index', { timeout: 30_000 }, () => {
  it('finds the same as every pattern tried alone, in everything that customers of our examples say', () => {
    // Trying every pattern is slow, so every third text must do.
    const texts = [...saidInConversations(), ...askedQuestions()].filter((_, at) => at % 3 === 0);
    expect(texts.length).toBeGreaterThan(300);
    for (const text of texts) expect(found(indexed, text), text).toEqual(found(tried, text));
  });

  it('finds the same in any jumble of words that the patterns know', () => {
    const words = [...new Set(LISTS.flat().flatMap((source) => source.split(/[\s|!+=*]+/u)))].filter(Boolean);
    const piece = fc.tuple(fc.constantFrom(...words), fc.constantFrom(...BETWEEN));
    let hits = 0;
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 9 }), (pieces) => {
        const text = pieces.map(([word, between]) => word.replaceAll('_', ' ') + between).join('');
        const findings = found(indexed, text);
        expect(findings, text).toEqual(found(tried, text));
        hits += findings.filter((finding) => finding !== undefined).length;
      }),
      { seed: 11, numRuns: 300 },
    );
    expect(hits).toBeGreaterThan(400);
  });

  it('takes up patterns that are added after a message was read', () => {
    const compile = phraseCompiler(createPatternIndex());
    const message = readSaid('je veux le retourner');
    expect(compile(['garder']).find(message)).toBeUndefined();
    expect(compile(['retourner']).find(message)).toBe('said');
  });
});

function found(lists: readonly Phrases[], text: string): (string | undefined)[] {
  const message = readSaid(text);
  return lists.map((phrases) => phrases.find(message));
}

function compileAll(compile: CompilePhrases): Phrases[] {
  return LISTS.map((sources) => compile(sources));
}

/** Every list of patterns in the file, however deep it lies. */
function listsIn(value: unknown): string[][] {
  if (Array.isArray(value)) return [value.map(String)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listsIn) : [];
}

/** No index at all. */
function everyPattern(): PatternIndex<Pattern> {
  const lists = new Map<object, Pattern[]>();
  return {
    add: (list, pattern) => lists.set(list, [...(lists.get(list) ?? []), pattern]),
    candidates: (_clause, list) => lists.get(list) ?? [],
  };
}

function saidInConversations(): string[] {
  const files = ['conversations.yaml', 'moreConversations.yaml', 'unseenConversations.yaml', 'lastConversations.yaml'];
  return files.flatMap((file) => readConversations(file).flatMap(({ say }) => say.map(String)));
}

function askedQuestions(): string[] {
  const lines = readFileSync('test/evaluation/questions.jsonl', 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { question: string }).question);
}
