const ARABIC = /\p{Script=Arabic}/u;
const LATIN = /\p{Script=Latin}/u;
const ISOLATE = '\u2068';
const END = '\u2069';
const RIGHT_TO_LEFT_MARK = '\u200f';

/** Latin words and numbers that belong together: "0800 090 190", "CMD-2041/7", "2026-11-29", "Redmi Note 13". */
const RUN = /[+#]?[\p{Script=Latin}\d]+(?:(?: ?[-–/:.+#*_&'’×] ?| )[\p{Script=Latin}\d]+)*/gu;
/** Addresses are left alone: a platform would take the mark at their end for a part of the link. */
const ADDRESS = /https?:\/\/\S+|www\.\S+|\S+@\S+/gu;

/**
 * Keeps numbers, order ids and Latin words in their own order inside Arabic text (FSI … PDI), and lines that begin
 * with them right to left. For platforms that show plain text; a text without Arabic is left as it stands.
 */
export function isolate(text: string): string {
  if (!ARABIC.test(text)) return text;
  return text.split('\n').map(isolateLine).join('\n');
}

function isolateLine(line: string): string {
  if (!ARABIC.test(line)) return line;
  const addresses = [...line.matchAll(ADDRESS)].map((match) => [match.index, match.index + match[0].length] as const);
  const isolated = line.replace(RUN, (run, at: number) => {
    const inAddress = addresses.some(([from, to]) => from <= at && at < to);
    return inAddress || !isShownWrongly(run) ? run : ISOLATE + run + END;
  });
  const first = /\p{L}/u.exec(line)?.[0] ?? '';
  return LATIN.test(first) ? RIGHT_TO_LEFT_MARK + isolated : isolated;
}

/** Groups of digits, and digits beside Latin letters, change places after Arabic letters; plain words and numbers do not. */
function isShownWrongly(run: string): boolean {
  const digits = /\d/u.test(run);
  if (!digits) return /[\s]/u.test(run) && LATIN.test(run);
  return LATIN.test(run) || /^[+#]|[\s\-–+#*_&'’×]/u.test(run);
}
