/** What a line of a policy text does: it opens a section, opens a part of the open section, or is plain text. */
export interface LineMarker {
  readonly kind: 'section' | 'part' | 'text';
  /** Section or part number (`8`, `8.1`, `14-a`); empty for plain text. */
  readonly number: string;
  /** The line without its number. */
  readonly rest: string;
}

const DIGITS = '[0-9\\u0660-\\u0669\\u06f0-\\u06f9]+';
// Words that head a section in Moroccan shops' texts: material, band, fasl, qism, shart; article, section, clause.
const KEYWORDS =
  '(?:\\u0627\\u0644\\u0645\\u0627\\u062f\\u0629|\\u0627\\u0644\\u0628\\u0646\\u062f|\\u0627\\u0644\\u0641\\u0635\\u0644|\\u0627\\u0644\\u0642\\u0633\\u0645|\\u0627\\u0644\\u0634\\u0631\\u0637|article|section|clause)';
const KEYWORD_SECTION = new RegExp(
  `^\\s*${KEYWORDS}\\s*\\(?\\s*(${DIGITS})\\s*\\)?\\s*[:.\\-\\u2013\\u2014]?(.*)$`,
  'iu',
);
const PLAIN_SECTION = new RegExp(`^(${DIGITS})\\s*[.)\\-]\\s*(?!${DIGITS}\\s*[.)])(\\S.*)$`, 'u');
const NUMBERED_PART = new RegExp(`^(${DIGITS})\\s*\\.\\s*(${DIGITS})\\s*[.:)]?(?=\\s)(.*)$`, 'u');
const LETTERED_PART = new RegExp(`^(${DIGITS})\\s*-\\s*([a-z])\\s*[:.)](.*)$`, 'iu');
/** A text counts as keyword-numbered from this many such lines on (readings.md). */
const LEAST_KEYWORD_LINES = 3;

/** Reads the numbering of a text, line by line; one marker a line. */
export function readMarkers(lines: readonly string[]): LineMarker[] {
  const byKeyword = lines.filter((line) => KEYWORD_SECTION.test(line)).length >= LEAST_KEYWORD_LINES;
  const sectionPattern = byKeyword ? KEYWORD_SECTION : PLAIN_SECTION;
  let section = 0;
  let part = 0;
  return lines.map((line) => {
    const partMarker = section > 0 ? readPart(line, section, part + 1) : undefined;
    if (partMarker) {
      part += 1;
      return partMarker;
    }
    const match = sectionPattern.exec(line);
    if (!match || toNumber(match[1]!) !== section + 1) return { kind: 'text', number: '', rest: line };
    section += 1;
    part = 0;
    return { kind: 'section', number: String(section), rest: match[2]!.trim() };
  });
}

/** A part counts only when it belongs to the open section and follows the part before it. */
function readPart(line: string, section: number, expected: number): LineMarker | undefined {
  const numbered = NUMBERED_PART.exec(line);
  if (numbered && toNumber(numbered[1]!) === section && toNumber(numbered[2]!) === expected) {
    return { kind: 'part', number: `${section}.${expected}`, rest: numbered[3]!.trim() };
  }
  const lettered = LETTERED_PART.exec(line);
  const letter = String.fromCharCode('a'.charCodeAt(0) + expected - 1);
  if (lettered && toNumber(lettered[1]!) === section && lettered[2]!.toLowerCase() === letter) {
    return { kind: 'part', number: `${section}-${letter}`, rest: lettered[3]!.trim() };
  }
  return undefined;
}

/** Reads ASCII, Arabic-Indic and Persian digits. */
function toNumber(digits: string): number {
  return Number(
    digits
      .replace(/[\u0660-\u0669]/gu, (d) => String(d.charCodeAt(0) - 0x0660))
      .replace(/[\u06f0-\u06f9]/gu, (d) => String(d.charCodeAt(0) - 0x06f0)),
  );
}
