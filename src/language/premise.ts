/** Ways to put a belief before a question: "I heard that …", "since you always …", "… is that right?". */
const MARKERS =
  /سمعت|قرات|قرأت|قريت|قالو\s?ل|قالوا\s?ل|قيل ل|بما أن|بما ان|حسب علمي|علمت أن|كنضن|كنظن|أظن أن|اظن ان|بحال قلتو|كما قلتم|شفت ف|صحيح\s*[?؟]|واش بصح|هل صحيح|واش هادشي صحيح|حتى لو|وقل\s|قول ليا بلي|sm3t|sme3t|9alo li|galou li|goul liya|9ritt?|chft|cheft|bima ann|s7i7|sa7i7|j'ai lu|j ai lu|on m'a dit|il paraît|il parait|puisque|vu que|c'est bien ça|c bien ca|est-ce vrai|c'est vrai/iu;

/** True when a message rests on a belief that the policy may contradict. */
export function statesBelief(message: string): boolean {
  return MARKERS.test(message);
}

const UNIT =
  '(?:يوم|يوما|أيام|ايام|نهار|ساعة|ساعات|شهر|شهرا|شهور|أشهر|اشهر|أسبوع|اسبوع|سيمانة|سيمانات|jours?|j|heures?|h|mois|semaines?|nhar|nharat|iyam|ayam|yam|ch7er|chhor|simana|sa3a|%|٪|بالمئة|بالمائة|فالمية)';
const FIGURE = new RegExp(`(?<![\\d.,-])(\\d{1,4})\\s*${UNIT}(?![\\p{L}])`, 'giu');

/** Time spans and percentages that a message states, as ASCII digits: `60 يوما` → `60`. */
export function statedSpans(message: string): string[] {
  const ascii = message.replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660));
  return [...ascii.matchAll(FIGURE)].map((match) => match[1]!);
}
