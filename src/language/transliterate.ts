/**
 * Arabizi in Arabic letters, roughly as it would be written: `nrejje3` → `نرجع`, `bghit` → `بغيت`, `kayrje3` → `كيرجع`.
 *
 * Short vowels (`a`, `e`) are dropped, `i/y` and `o/u/w` become `ي` and `و`, doubled letters one. It exists so that
 * Arabizi can use the Arabic stemmer and lexicon; `skeleton` then removes what is left of the difference.
 */
export function transliterate(word: string): string {
  let arabic = '';
  for (const [piece] of word.matchAll(PIECE)) {
    const letter = ARABIC.get(piece) ?? '';
    if (letter && !arabic.endsWith(letter)) arabic += letter;
  }
  return arabic;
}

const ARABIC: ReadonlyMap<string, string> = new Map(
  (
    'ch ش sh ش kh خ gh غ ou و th ت dh د qu ك ph ف b ب p ب t ت j ج h ه d د r ر z ز s س f ف v ف k ك c ك g ك q ق ' +
    'l ل m م n ن w و o و u و y ي i ي x كس 2 ء 3 ع 5 خ 6 ط 7 ح 8 غ 9 ق 4 غ'
  )
    .split(' ')
    .reduce<[string, string][]>((found, piece, at, all) => {
      if (at % 2 === 0) found.push([piece, all[at + 1] ?? '']);
      return found;
    }, []),
);
const PIECE = /ch|sh|kh|gh|ou|th|dh|qu|ph|[a-z0-9]/g;
