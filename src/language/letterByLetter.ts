/** What a letter of a text becomes when it is no letter or digit of the result: not known yet, nothing, a gap. */
const UNKNOWN = 0;
const NOTHING = 1;
const GAP = 2;
/** Its form depends on what stands beside it. */
const DEPENDS = 3;
/** Added to the code of what it becomes: stress folds letters (`بزاااف`), never digits. */
const LETTER = 0x1_0000;
const DIGIT = 0x2_0000;
/** Added to a place in `several`. */
const SEVERAL = 0x4_0000;

const SPACE = 0x20;
/** Letters that become so many at most fit into the work space; longer texts take the other way. */
const LONGEST = 2048;
const MOST_FROM_ONE = 18;

/** Normalizes a text; undefined when it has to be looked at as a whole. */
export type LetterByLetter = (text: string) => string | undefined;

/**
 * Normalizing for texts in which every letter has its form whatever stands beside it, which is nearly all: one walk
 * over the text and a table instead of a dozen over strings. `plain` is the rule for letters: what one of them becomes
 * before words are separated. Texts with surrogates or a Greek sigma, and very long ones, have to go the whole way.
 */
export function letterByLetter(plain: (letter: string) => string): LetterByLetter {
  /** By UTF-16 code, filled as letters are met. */
  const becomes = new Uint32Array(0x1_0000);
  const several: (readonly number[])[] = [];
  const words = new WordWriter();
  const learn = (code: number) => {
    const forms = formsOf(String.fromCharCode(code), plain);
    const form = forms.length === 1 ? forms[0]! : forms.length === 0 ? NOTHING : SEVERAL + several.push(forms) - 1;
    becomes[code] = form;
    return form;
  };
  return (text) => {
    if (text.length > LONGEST) return undefined;
    words.clear();
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const form = becomes[code]! || learn(code);
      if (form === DEPENDS) return undefined;
      if (form < SEVERAL) words.write(form);
      else for (const one of several[form - SEVERAL]!) words.write(one);
    }
    return words.text();
  };
}

function formsOf(letter: string, plain: (letter: string) => string): number[] {
  if (/[\p{Cs}\u03a3]/u.test(letter.normalize('NFKD'))) return [DEPENDS];
  const forms = [...plain(letter)];
  if (forms.length > MOST_FROM_ONE || forms.some((form) => form.length > 1)) return [DEPENDS];
  return forms.map((form) => {
    const code = form.charCodeAt(0);
    return /\p{L}/u.test(form) ? LETTER + code : /\p{N}/u.test(form) ? DIGIT + code : GAP;
  });
}

/** Words with one space between them, in which three of one letter or more are one. */
class WordWriter {
  readonly #codes = new Uint16Array(LONGEST * (MOST_FROM_ONE + 1));
  #length = 0;
  #gap = false;
  #last = UNKNOWN;
  /** So often the last letter has come in a row. */
  #equal = 0;

  clear(): void {
    this.#length = 0;
    this.#gap = false;
    this.#last = UNKNOWN;
    this.#equal = 0;
  }

  write(form: number): void {
    if (form === NOTHING) return;
    if (form === GAP) {
      this.#gap = this.#length > 0;
      return;
    }
    if (this.#gap) {
      this.#codes[this.#length++] = SPACE;
      this.#gap = false;
      this.#equal = 0;
    }
    this.#equal = form === this.#last && form < DIGIT ? this.#equal + 1 : 1;
    this.#last = form;
    if (this.#equal < 3) this.#codes[this.#length++] = form;
    else if (this.#equal === 3) this.#length--;
  }

  text(): string {
    return String.fromCharCode.apply(null, this.#codes.subarray(0, this.#length) as unknown as number[]);
  }
}
