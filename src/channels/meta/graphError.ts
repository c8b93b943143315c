import { ChannelRefusedError, ChannelUnreachableError } from '../channel.ts';
import { type PlatformAnswer, retryAfterMs } from '../platformCall.ts';

/** What to do about an error code of the Graph API. */
export type GraphAction =
  /** The platform asks for patience: `baseMs`, doubled or more with each attempt. */
  | { readonly do: 'wait'; readonly baseMs: number; readonly factor: number }
  /** Trying again is useless. */
  | { readonly do: 'stop' }
  /** Trying again is useless, and a person of the shop must set something right. */
  | { readonly do: 'alert' }
  /** The answer window is closed: a template, or nothing. */
  | { readonly do: 'template' }
  /** This kind of message does not go through: as plain text. */
  | { readonly do: 'text' };

export interface GraphError {
  readonly code: number;
  readonly subcode: number | undefined;
}

/** The error of an answer; nothing when it is a success. */
export function graphErrorOf({ status, body }: PlatformAnswer): GraphError | undefined {
  const error = (body as { error?: { code?: unknown; error_subcode?: unknown } } | undefined)?.error;
  if (status >= 200 && status < 300 && error === undefined) return undefined;
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  return { code: number(error?.code) ?? -status, subcode: number(error?.error_subcode) };
}

const LONGEST_WAIT_MS = 300_000;

/**
 * Turns an error into what the deliverer understands.
 * @throws ChannelUnreachableError for a server error that says nothing about the message
 */
export function refusal(answer: PlatformAnswer, error: GraphError, action: GraphAction, attempt: number): Error {
  const code = String(error.code);
  const asked = retryAfterMs(answer.headers);
  if (action.do === 'wait') {
    const own = Math.min(action.baseMs * action.factor ** (attempt - 1), LONGEST_WAIT_MS);
    return new ChannelRefusedError(code, { retryAfterMs: Math.max(own, asked ?? 0) });
  }
  // No code of the platform: a gateway in between failed, and the message may have gone through.
  if (error.code <= -500) return new ChannelUnreachableError();
  if (error.code === -429) return new ChannelRefusedError(code, { retryAfterMs: asked ?? 1000 });
  return new ChannelRefusedError(code);
}
