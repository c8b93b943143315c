import { gramHashes, hashText } from './featureBag.ts';
import { skeleton } from './skeleton.ts';
import { stemArabizi, stemWord } from './stem.ts';

/** The cues that a word gives by itself, whatever stands around it. */
export interface WordCues {
  readonly word: number;
  readonly stem: number;
  /** Runs of letters. */
  readonly letters: readonly number[];
  /** Runs of consonants, the same for Arabic letters and Arabizi. */
  readonly bones: readonly number[];
  /** All consonants; undefined when there is but one. */
  readonly skeleton: number | undefined;
}

/** Reads the cues of words and remembers those of recent ones: few words make up most of what people write. */
export function createWordCueReader(remembered = 20_000): (word: string) => WordCues {
  const known = new Map<string, WordCues>();
  return (word) => {
    const before = known.get(word);
    if (before) return before;
    if (known.size >= remembered) known.clear();
    const cues = readWordCues(word);
    known.set(word, cues);
    return cues;
  };
}

function readWordCues(word: string): WordCues {
  const bones = skeleton(stemArabizi(word));
  return {
    word: hashText(word, KIND.word),
    stem: hashText(stemWord(word), KIND.stem),
    letters: gramHashes(word, KIND.letters),
    bones: bones.length > 1 ? gramHashes(bones, KIND.bones) : [],
    skeleton: bones.length > 1 ? hashText(bones, KIND.skeleton) : undefined,
  };
}

const KIND = { word: 1, stem: 2, skeleton: 5, letters: 6, bones: 7 } as const;
