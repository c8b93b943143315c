/**
 * Watermarks are what a client gives back to say how far it has read: the log's position followed by six check
 * digits that depend on the conversation. They are digits only (clients do not encode them in addresses), they grow,
 * and one of another conversation is recognised. They guard against mix-ups, not against attackers: a watermark
 * opens nothing.
 */
const CHECK = 1_000_000;

export function watermarkOf(conversation: string, position: number): string {
  return position === 0 ? '0' : `${position}${String(checkDigits(conversation, position)).padStart(6, '0')}`;
}

/** The position, or nothing when the watermark is not one of this conversation. Empty and absent mean the start. */
export function positionOf(conversation: string, watermark: string | null): number | undefined {
  if (watermark === null || watermark === '' || watermark === '0') return 0;
  if (!/^\d{7,16}$/.test(watermark)) return undefined;
  const position = Number(watermark.slice(0, -6));
  return position > 0 && watermark === watermarkOf(conversation, position) ? position : undefined;
}

/** FNV-1a over conversation and position. */
function checkDigits(conversation: string, position: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${conversation}:${position}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash % CHECK;
}
