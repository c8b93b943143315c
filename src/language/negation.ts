import { normalize } from './normalize.ts';
import { isFrenchWord } from './register/frenchWords.ts';
import { skeleton } from './skeleton.ts';

/** A word of a message with what was said of it: `negated` when a "not" of any register applies to it. */
export interface SaidWord {
  /** Normalized; the negation that was glued to it is taken off: `مافتحتوش` → `فتحتو`. */
  readonly form: string;
  /** Consonants of a word in Latin letters, so that Arabizi meets Arabic; empty for other words. */
  readonly consonants: string;
  readonly negated: boolean;
}

/**
 * The words of a message, clause by clause, with negation read apart in all registers: `لم أفتحه`, `ما فتحتوش`,
 * `mafte7touch`, `je ne l'ai pas ouvert`, `غير مفتوح`. The words of negation themselves are left out; "still"
 * (`مازال`, `باقي`, `mazal`, `toujours`) is not one of them and comes out as `still`.
 */
export function readSaidWords(text: string): SaidWord[][] {
  // The dots and the "ma" of an address are no ends and no words.
  return (text.includes('@') ? text.replace(ADDRESS, ' ; ') : text)
    .split(CLAUSE_END)
    .map((clause) => readClause(joinStill(normalize(clause)).split(' ').filter(Boolean)))
    .filter((words) => words.length > 0);
}

const ADDRESS = /\S+@\S+/gu;
/** Ends of clauses; a dot or comma between digits belongs to a number or an address. */
const CLAUSE_END = /[!?؟؛;\n…()]+|[.,،:](?!\d)|\s-\s/u;

/** `ما زال` is one word in two. */
function joinStill(clause: string): string {
  return clause.replace(/(?<![^ ])(و|ف)?(ما|لا) (زال\S*|يزال)/gu, '$1$2$3');
}

function readClause(tokens: readonly string[]): SaidWord[] {
  const words: { form: string; negated: boolean }[] = [];
  let scope = 0;
  /** The word before was the negation itself. */
  let fresh = false;
  /** The negated verb is over; a noun right after it still belongs to it: `ما دخلوش الما`. */
  let ended: string | undefined;
  for (const [at, token] of tokens.entries()) {
    const negator = negatorAt(tokens, at);
    if (negator) {
      const before = words.at(-1);
      if (negator.backward && before) before.negated = true;
      scope = negator.forward;
      fresh = true;
      continue;
    }
    if (SILENT.has(token)) continue;
    if (STILL.test(token)) {
      words.push({ form: STILL_FORM, negated: false });
      scope = 0;
      ended = undefined;
      continue;
    }
    // After `ما` an `م` in front belongs to the word: `ما محلولاش`.
    const glued = scope > 0 && !GLUED_WHOLE.test(token) ? undefined : unglue(token);
    // Right after a negation a word in و is a verb of its own: `ما وصلاتش`.
    if (words.length > 0 && JOINS.test(token) && !glued && !fresh) scope = 0;
    fresh = false;
    const closed = scope > 0 ? withoutClosing(token) : undefined;
    const belongs = ended !== undefined && !JOINS.test(token) && (!HAS_OBJECT.test(ended) || NOUN.test(token));
    const negated = glued !== undefined || scope > 0 || belongs;
    words.push({ form: glued ?? closed ?? token, negated });
    const carries = AUXILIARY.has(closed ?? glued ?? token);
    const closes = glued !== undefined || (closed !== undefined && closed !== token);
    ended = closes && !carries ? (glued ?? closed) : undefined;
    scope = carries ? Math.max(scope, negated ? 1 : 0) : ended ? 0 : Math.max(0, scope - 1);
  }
  return words.map(({ form, negated }) => ({
    form,
    negated,
    consonants: form !== STILL_FORM && LATIN.test(form) && !isFrenchWord(form) ? skeleton(form) : '',
  }));
}

interface Negator {
  /** Words after it that it applies to. */
  readonly forward: number;
  /** French puts it after the verb. */
  readonly backward?: boolean;
}

function negatorAt(tokens: readonly string[], at: number): Negator | undefined {
  const token = tokens[at]!;
  const next = tokens[at + 1] ?? '';
  const before = tokens[at - 1] ?? '';
  if (FRENCH_AFTER.test(token)) {
    // "boîte ouverte, jamais utilisée": without "ne" in front, it belongs to the participle that follows.
    const ahead = PARTICIPLE.test(next) && !FRENCH_NE.test(tokens.slice(Math.max(0, at - 4), at).join(' '));
    return { forward: 3, backward: !ahead };
  }
  if (token === 'rien' && NOTHING_BEFORE.test(before)) return { forward: 2 };
  if (token === 'ni') return { forward: 2 };
  if (token === 'plus' && FRENCH_NE.test(tokens.slice(Math.max(0, at - 4), at).join(' ')))
    return { forward: 2, backward: true };
  if (token === 'non') return ANSWERED_ON.test(next) ? { forward: 1 } : undefined;
  if (SURE.test(token)) return { forward: 2 };
  if (WITHOUT.test(token)) return { forward: 3 };
  if (NOBODY.test(token) && SILENT.has(next)) return { forward: 4 };
  if (NEVER.test(token)) return { forward: 2 };
  if (token === 'غير')
    return /^(?:ال)?م/u.test(next) || next === 'صحيح' || next === 'كامل' ? { forward: 1 } : undefined;
  if (token === 'لا') return /^(?:[يتن]|ا(?!ل))/u.test(next) && !STILL.test(next) ? { forward: 2 } : undefined;
  if (token === 'ما' || token === 'وما' || token === 'فما') {
    return BEFORE_RELATIVE.test(before) || AFTER_RELATIVE.test(next) || STILL.test(`ما${next}`)
      ? undefined
      : { forward: 2 };
  }
  if (token === 'ma')
    return ARABIZI_CLOSING.test(next) || ARABIZI_CLOSING.test(tokens[at + 2] ?? '') || ARABIZI_VERB.test(next)
      ? { forward: 2 }
      : mayBeVerb(next)
        ? { forward: 1 }
        : undefined;
  return undefined;
}

const FRENCH_AFTER = /^(?:pas|jamais|aucun|aucune)$/;
const PARTICIPLE = /^(?:ouvert|utilis|scell|deball|touche|porte|essaye|abime|casse|recu|livre)/;
/** `je n'ai rien réparé`: before the verb it is negated. */
const NOTHING_BEFORE = /^(?:ai|a|as|avons|avez|ont|y)$/;
const FRENCH_NE = /(?:^| )(?:ne|n)(?: |$)/;
const ANSWERED_ON = /^(?:ouvert|utilis|scell|conforme|disponible|recu|livre|deball)/;
const SURE = /^(?:و|ف)?(?:لم|لن|ليس|ليست|لست|ماشي|مشي|موشي|مش|machi|mashi|mchi|mouchi)$/u;
const WITHOUT = /^(?:و|ف)?(?:بدون|دون|بلا|sans|bla)$/u;
/** `personne ne l'a reconnu`. */
const NOBODY = /^(?:personne|nul)$/;
const NEVER = /^(?:و|ف)?(?:عمري|عمرني|عمرو|عمرها|عمرنا|3mri|3emri|3omri|3mrni|3emerni|3mro|3emro)$/u;
/** `قبل ما`, `بعد ما`, `كل ما` relate; so does `ما هو`. */
const BEFORE_RELATIVE = /^(?:و|ف)?(?:قبل|بعد|مورا|كل|مثل|حسب|على|9bel|qbel|9bl|b3d|mora|mour)$/u;
const AFTER_RELATIVE = /^(?:هو|هي|هيا|هما|رقم|نوع|حاله|سبب|دام|دامت)$/u;
/** Words of French negation that say nothing alone. */
const SILENT: ReadonlySet<string> = new Set(['ne', 'n']);
/** How every word for "still" comes out. */
const STILL_FORM = 'still';
const STILL =
  /^(?:و|ف)?(?:مازال|مازالت|مازالو|مازلت|لازال|لازالت|مايزال|باقي|باقيه|باقا|باقه|مزال|mazal|mazala|mazalt|mazel|ba9i|baqi|ba9a|toujours|encore)$/u;
/** "and", "but", "because" end what a negation applies to. */
const JOINS = /^(?:و\p{L}{3,}|ولكن|لكن|حيت|حيث|لان|mais|et|w|o|ou|walakin|walakine|7it|car|parce)$/u;
/** Verbs that Arabizi negates without closing: `ma ta7`, `ma ste3melt`. */
const ARABIZI_VERB =
  /^(?:7l+[iae]|fte?7|s?t[ae]?3m|kh?de?m|je?r+[ae]?b|dkh?[ae]?l|ta7|tayy|t[ae]?fe?[rz]|sl[ae]?7|de?rt|da[rw]|qe?st|9[ie]?st|w[9q]e?3|ws[ae]?l|ja(?:ni|t|w)?$|bghi|b9[iae]|3[jr])/;
/** After `ma`, which is also French for "my". */
function mayBeVerb(word: string): boolean {
  return word.length > 2 && !word.startsWith('l') && !isFrenchWord(word);
}

const ARABIZI_CLOSING = /(?:ch|sh|x)$|^(?:3mr|3emr)|^walo$/;
/** A verb that has its object as a suffix already: `فتحتو`, `7llitha`. */
const HAS_OBJECT = /(?:و|ه|ها|هم|ني|نا|لي|ليا|o|ou|ha|hom|ni|li|liya)$/u;
const NOUN = /^(?:ال|ل?l)\S{2,}/u;
/** Words between a negation and what it negates. */
const AUXILIARY: ReadonlySet<string> = new Set(
  'كان كانت كانو يكن تكن تم يتم حتي اي ايه شي سبق لي ليه ليها ai as a est ete etre l le la les kan kant kano hta ay ayy chi li lih liha'.split(
    ' ',
  ),
);
const LATIN = /[a-z]/;

/** Takes a negation off that is written in one word with its verb or adjective; undefined when there is none. */
function unglue(token: string): string | undefined {
  const arabic = /^(?:و|ف)?(?:ما([^ا].+)|م(.{3,}))ش$/u.exec(token);
  if (arabic && !STILL.test(token) && !PASSIVE.test(token)) return arabic[1] ?? arabic[2];
  const latin = /^(?:w|o)?ma?([^c]?.{2,}?)(?:ou)?(?:ch|sh|x)$/.exec(token);
  if (latin && token.length > 5 && !FRENCH_WORD.test(token)) return latin[1];
  const open = /^(?:w|o)?ma(.{4,})$/.exec(token);
  if (open && ARABIZI_UNCLOSED.test(open[1]!)) return open[1];
  return undefined;
}

/** Verbs that are glued to their negation and not closed: `ma7litha`, `masta3melto`; not `ma7loul`, "open". */
const ARABIZI_UNCLOSED =
  /^(?:7l+[ie]?t|fte?7[ote]|s?ta?3m[ae]?lt|kh?d[ae]?mt|je?rr?[ae]?bt|b9i?t|bghi?t|de?rt|ws[ae]?l|twess?el|3ti)/;
/** Passives that end like a negation: `منقوش`, `مخدوش`. */
const PASSIVE = /^(?:و|ف)?(?:ال)?م[^ا]{2}وشه?$/u;
/** A negation of its own in front: `ما`, `ma`. */
const GLUED_WHOLE = /^(?:و|ف)?ما|^(?:w|o)?ma/u;
/** French words that look like a glued negation. */
const FRENCH_WORD = /^m(?:a|o)?(?:tch|rch)/;

/** The closing `ش` of `ما فتحتوش`; after it the negation ends. */
function withoutClosing(token: string): string {
  return token.replace(/(?<=.{2})ش$/u, '').replace(/(?<=.{2})(?:ch|sh|x)$/, '');
}
