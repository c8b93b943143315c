/**
 * The one form in which order numbers are compared: `VIL-10251`, `vil 10251` and `#VIL10251` are the same.
 * Digits of other scripts count as digits. Empty when nothing of a number is left.
 */
export function numberKey(number: string): string {
  return asciiDigits(number.slice(0, 80).normalize('NFKC'))
    .toUpperCase()
    .replace(/[^\p{L}\d]/gu, '');
}

/** Arabic-Indic and Persian digits as ASCII ones. */
export function asciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));
}

/** Those of the orders that bear a number; one written exactly like it wins over those that only read alike. */
export function bearing<T extends { readonly number: string }>(orders: readonly T[], number: string): T[] {
  const key = numberKey(number);
  const alike = key === '' ? [] : orders.filter((order) => numberKey(order.number) === key);
  const exact = alike.filter((order) => order.number === number.trim());
  return exact.length > 0 ? exact : alike;
}
