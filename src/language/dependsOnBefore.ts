import { normalize } from './normalize.ts';

const OPENERS = /^(?:و|ف)(?=\p{L}{2})|^(?:w|o|wa|et|ou|و|اوكي|ok|okay|طيب|واخا|wakha|d'accord)\s/iu;
/** Words that point back at something said before: it, them, this, that. */
const POINTING =
  /(?<!\p{L})(?:منها|منه|منهم|عليها|عليه|فيها|فيه|بها|به|لها|له|عنها|عنه|ديالها|ديالو|ديالهم|هادشي|هذا|هذه|هذي|ذلك|تلك|تما|هو|هي|هوما|dyalha|dyalo|dyalhom|hadchi|fih|fiha|3lih|3liha|bih|biha|celui|celle|ça|cela|en|y|le|la|les)(?!\p{L})/iu;
const ATTACHED = /(?<=\p{L}{3})(?:ها|هم|هوما|وها|وهم|ha|hom|houm)(?!\p{L})/iu;
const FEW_WORDS = 5;
const SOME_WORDS = 9;

/**
 * How much a message leans on what was said before it, from 0 (stands alone) to 1 (means little alone).
 * Short messages that begin with "and" or point back at something lean most: `وإلا كان مفتوح؟`, `w ch7al?`.
 */
export function dependsOnBefore(message: string): number {
  const words = normalize(message)
    .split(' ')
    .filter((word) => word !== '').length;
  const short = words <= FEW_WORDS ? 0.4 : words <= SOME_WORDS ? 0.15 : 0;
  const opens = OPENERS.test(message.trim()) ? 0.3 : 0;
  const points = POINTING.test(message) || ATTACHED.test(message) ? 0.2 : 0;
  return Math.min(1, short + opens + points);
}
