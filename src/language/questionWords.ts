/** The words by which customers ask, as patterns: what splits a message into questions, and what a question asks for. */

const ARABIC_WHAT =
  'كم|شحال|بشحال|فشحال|بكم|كيف|كيفاش|متى|فوقاش|فوقتاش|امتى|إمتى|أين|اين|فين|منين|لماذا|علاش|ماذا|شنو|أشنو|اشنو|شنوما|شكون|معامن|لمن|ما هو|ما هي|ما هى|ماهو|ماهي|ما هم|أي|اي|أيّ|بأي|باي|في أي|على أي|على من|من هو|من يتحمل|من يدفع|من المسؤول';
const LATIN_WHAT =
  "ach|achno|chno|chnou|chnahowa|chnahiya|chnu|ch7al|chhal|ch7el|chal|bch7al|bchhal|chkon|chkoun|fin|fayn|mnin|kifach|kifash|kifax|kif|imta|fo9ach|fou9ach|3lach|3lash|m3amn|ina|combien|comment|quand|où|quel|quelle|quels|quelles|qui|pourquoi|à qui|c'est quoi|c quoi|c koi|qu'est-ce";
const LATIN_WHETHER = 'wach|wash|wax|est-ce|est ce|esk|peut-on|puis-je|pouvez-vous|avez-vous';

/** Question words in Arabic letters, without borders. */
export const ARABIC_QUESTION_WORDS = `هل|واش|${ARABIC_WHAT}`;
/** Question words in Latin letters, without borders. */
export const LATIN_QUESTION_WORDS = `${LATIN_WHAT}|${LATIN_WHETHER}`;

const FURTHER_ARABIC_WHAT =
  'من الذي|من سي\\p{L}+|من ال\\p{L}+ عن|ما ال\\p{L}+|ما مصير|ما حكم|ما معنى|ما حقوق\\p{L}*|ما مد\\p{L}+|ما أجل|ما اسم|ما رقم|ما عنوان|ما نوع|ما سبب|ما الذي|شمن|اشمن|أشمن|وقتاش|فاوقاش|لاش|كفاش|معمن|مع من|ديالمن|لاين|إلى متى|حتى متى|بمن|عمن';
const FURTHER_LATIN_WHAT =
  "shno|shnou|chnowa|chnou|achmen|chmen|chmn|shkoun|achkoun|fo9tach|wa9tach|we9tach|sh7al|f ?ch7al|fch7al|fchhal|mn imta|lmen|dyalmen|kfach|kifeh|que dois|que faire|que se passe|que puis|que peut|que risque|quoi|lequel|laquelle|lesquels|duquel|auquel|d'où|ou est|ou sont|cmb|cb|cbien|pk|pq|pkoi|qd";
const border = (arabic: string, latin: string): string =>
  `(?<![\\p{L}\\d])(?:[وفب]|ل(?=أي))?(?:${arabic})(?![\\p{L}])|(?<![\\p{L}\\d])(?:${latin})(?![\\p{L}\\d])`;

/** `ما` asks at the start of a sentence, where no Moroccan denial (`ما ... ش`) and no `ما زال` follows. */
const STARTING_WHAT = '(?:^|[.،,:؛؟?!\\n])\\s*و?ما (?!(?:زال|دام|عند|كان)|\\p{L}+ش(?!\\p{L}))';
/** Asks for more than whether: who, what, where, when, how, how much, why. */
export const ASKS_WHAT = new RegExp(
  `${border(`${ARABIC_WHAT}|${FURTHER_ARABIC_WHAT}`, `${LATIN_WHAT}|${FURTHER_LATIN_WHAT}`)}|${STARTING_WHAT}`,
  'iu',
);
/** Asks whether: a word for it, or a question mark alone. */
export const ASKS_WHETHER = new RegExp(`[?؟]|${border('هل|واش|وش|ياك', `${LATIN_WHETHER}|wesh|wech|yak|non`)}`, 'iu');
/** "this or that"; "or not" is still one question of whether. */
export const ALTERNATIVE =
  /(?<!\p{L})(?:أم|ام|ولا|وإلا|أو|او)(?!\p{L})(?!\s*(?:لا|والو)(?!\p{L}))|(?<![\p{L}\d])(?:wla|wela|wlla|ou|ola)(?![\p{L}\d])(?!\s*(?:la|lala|non|pas|no)(?!\p{L}))/iu;
/** Puts its question as a denial: "you do not …, do you?". */
export const DENIES =
  /(?<!\p{L})(?:ألا|أليس|أليست|ألم|لن|ليس|لستم|ليست|بلا|ممنوع|ما ?كت\p{L}+ش|ما ?كن\p{L}+ش|ما ?كي\p{L}+ش|ما ?غاد?ي?\p{L}*ش|ما ?يمكن\p{L}*ش|ما ?ن\p{L}+ش|ما ?ت\p{L}+ش|ماشي|ماكاينش|مكاينش)(?!\p{L})|(?<![\p{L}\d])(?:machi|mashi|makaynch|makayn|bla|mat\p{L}+ch|mak\p{L}+ch|man\p{L}+ch|may\p{L}+ch|pas|jamais|aucun|aucune|sans|ne|n['’]\p{L}+)(?![\p{L}\d])/iu;
