/**
 * The consonants of a word in one alphabet for Arabic script, Arabizi and French loan words, so that
 * `نرجع`, `nrje3` and `nrejje3` are all `nrj3`, and `كارط`, `carte` and `karta` are all `krt`.
 *
 * In: a normalized word. Out: lower-case consonant codes without vowels and doublings, possibly empty.
 * Letters that writers exchange share a code: `ت ط t`, `د ض ذ ظ d`, `س ص s ث`, `ق ك 9 q k g c`, `ح ه 7 h`.
 */
export function skeleton(word: string): string {
  let codes = '';
  for (const code of consonantCodes(word)) {
    if (!codes.endsWith(code)) codes += code;
  }
  return codes;
}

function consonantCodes(word: string): string[] {
  const letters = LATIN.test(word) ? spellLatin(word) : word;
  const codes: string[] = [];
  for (const letter of letters) {
    const code = CODES.get(letter);
    if (code) codes.push(code);
  }
  return codes;
}

/** Letter groups that stand for one sound; `x` and `$` are the codes of خ and ش. */
function spellLatin(word: string): string {
  return word
    .replace(/ch|sh/g, '$')
    .replace(/kh|5/g, 'x')
    .replace(/gh|8/g, '4')
    .replace(/ph/g, 'f')
    .replace(/th/g, 't')
    .replace(/dh/g, 'd')
    .replace(/qu/g, 'k')
    .replace(/c(?=[eiy])/g, 's')
    .replace(/3'|3/g, '3');
}

const LATIN = /[a-z]/;
const CODES: ReadonlyMap<string, string> = new Map(
  [
    ['b', 'بbp'],
    ['t', 'تطt6'],
    ['j', 'جj'],
    ['h', 'حهh7'],
    ['x', 'خx'],
    ['d', 'دضذظd'],
    ['r', 'رr'],
    ['z', 'زz'],
    ['s', 'سصثs'],
    ['$', 'ش$'],
    ['3', 'ع3'],
    ['4', 'غ4'],
    ['f', 'فfv'],
    ['k', 'قكkqgc9'],
    ['l', 'لl'],
    ['m', 'مm'],
    ['n', 'نn'],
  ].flatMap(([code = '', letters = '']) => [...letters].map((letter) => [letter, code] as [string, string])),
);
