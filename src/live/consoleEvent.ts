/**
 * Something that changed and that a console shows: a hint to read anew, with names of things and no words of a customer.
 * Every event belongs to shops; only who sees one of them is told.
 */
export type ConsoleEvent =
  | { readonly type: 'queue'; readonly shop: string }
  /** A conversation's log grew up to this position, or a delivery state in it changed. */
  | { readonly type: 'conversation'; readonly shop: string; readonly conversation: string; readonly position?: number }
  | { readonly type: 'handover'; readonly shop: string; readonly conversation: string; readonly state?: string }
  | { readonly type: 'presence'; readonly shops: readonly string[]; readonly agent: string; readonly state?: string }
  | { readonly type: 'complaint'; readonly shop: string; readonly number: string };

/** An event in its place of the one sequence. */
export type NumberedEvent = ConsoleEvent & { readonly seq: number };

/** Somebody is typing: told to whoever listens now, kept nowhere. */
export interface TypingNotice {
  readonly type: 'typing';
  readonly shop: string;
  readonly conversation: string;
  readonly by: 'customer' | 'agent';
}

export function shopsOf(event: ConsoleEvent | TypingNotice): readonly string[] {
  return event.type === 'presence' ? event.shops : [event.shop];
}

/** Events of one key say the same thing; of several that wait together the last one is enough. */
export function keyOf(event: ConsoleEvent): string {
  switch (event.type) {
    case 'queue':
      return `queue ${event.shop}`;
    case 'presence':
      return `presence ${event.agent}`;
    case 'complaint':
      return `complaint ${event.number}`;
    default:
      return `${event.type} ${event.conversation}`;
  }
}

/** Two events of one key as one. */
export function merged(earlier: ConsoleEvent | undefined, later: ConsoleEvent): ConsoleEvent {
  if (earlier?.type !== 'conversation' || later.type !== 'conversation') return later;
  const position = Math.max(earlier.position ?? 0, later.position ?? 0);
  return position > 0 ? { ...later, position } : later;
}
