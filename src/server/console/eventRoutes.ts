import { z } from 'zod';
import type { Account } from '../../accounts/index.ts';
import type { EventReading, NumberedEvent } from '../../live/index.ts';
import { shopsOf } from '../../live/index.ts';
import { type ConsoleParts, packsOf } from './consoleParts.ts';
import { type AgentCall, type ConsoleRoute, get } from './consoleRoute.ts';
import { POSITION } from './paging.ts';

/** A frame of the stream, and the answer of `GET events`. */
export interface EventFrame {
  readonly events?: readonly NumberedEvent[];
  readonly seq: number;
  readonly reset?: true;
}

/** The same events as the stream, for consoles behind a wall that lets no sockets through. */
export function eventRoutes(parts: ConsoleParts): ConsoleRoute[] {
  return [get('/events', z.object({ after: POSITION }), (call) => readEvents(parts, call))];
}

async function readEvents(
  parts: ConsoleParts,
  { account, input }: AgentCall<{ after?: number | undefined }>,
): Promise<EventFrame> {
  if (input.after === undefined) return { events: [], seq: await parts.events.last() };
  parts.tail.look();
  return frameOf(await parts.tail.read(input.after), shownTo(parts, account));
}

/** What of a reading somebody may be told; the number goes on also past what is not theirs. */
export function frameOf(reading: EventReading, shops: ReadonlySet<string>): EventFrame {
  if (reading.status === 'reset') return { reset: true, seq: reading.seq };
  const events = reading.events.filter((event) => shopsOf(event).some((shop) => shops.has(shop)));
  return { events, seq: reading.seq };
}

export function shownTo(parts: ConsoleParts, account: Pick<Account, 'shops'>): ReadonlySet<string> {
  return new Set(packsOf(parts, account).map(({ shop }) => shop.id));
}
