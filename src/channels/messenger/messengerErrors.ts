import type { GraphAction, GraphError } from '../meta/graphError.ts';

/** The answer window is closed: what the platform says of it, as far as is known. */
const WINDOW_SUBCODES = new Set([2018278, 2534022]);
const SLOW_DOWN = new Set([4, 17, 32, 341, 613, 80006]);
const TRANSIENT = new Set([1, 2, 1200, -1]);
const ALERT = new Set([0, 3, 10, 102, 190, 368, 2018001]);

/** What to do about an error of Messenger's and Instagram's Send API. */
export function messengerAction({ code, subcode }: GraphError): GraphAction {
  if (code === 10 && subcode !== undefined && WINDOW_SUBCODES.has(subcode)) return { do: 'template' };
  if (SLOW_DOWN.has(code)) return { do: 'wait', baseMs: 1000, factor: 2 };
  if (TRANSIENT.has(code)) return { do: 'wait', baseMs: 500, factor: 2 };
  if (ALERT.has(code) || (code >= 200 && code <= 299)) return { do: 'alert' };
  return { do: 'stop' };
}
