/**
 * A customer's text with everything invisible removed and all digits in ASCII, punctuation and capitals kept:
 * what numbers, addresses and dates are read from.
 */
export function legible(text: string): string {
  return text
    .toWellFormed()
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .replace(OTHER_DIGIT, (digit) => String(digitValue(digit)))
    .replace(/٫/g, '.')
    .replace(/[٬،]/g, ',')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/[\s\p{Cc}]/gu, ' ');
}

function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  return code >= 0x6f0 ? code - 0x6f0 : code - 0x660;
}

/** Direction marks, joiners, tatweel and vowel signs; accents stay. */
const INVISIBLE = /[\p{Cf}\u0640\u064b-\u0652\u0656-\u065f\u0670]/gu;
const OTHER_DIGIT = /[٠-٩۰-۹]/g;
