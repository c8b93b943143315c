import type { GraphAction } from '../meta/graphError.ts';

const SLOW_DOWN: GraphAction = { do: 'wait', baseMs: 1000, factor: 2 };
/** To one customer: Meta asks for 4^n seconds. */
const PAIR_RATE: GraphAction = { do: 'wait', baseMs: 4000, factor: 4 };
const TRANSIENT: GraphAction = { do: 'wait', baseMs: 500, factor: 2 };
const ALERT: GraphAction = { do: 'alert' };
const STOP: GraphAction = { do: 'stop' };

const ACTIONS: readonly { readonly codes: readonly number[]; readonly action: GraphAction }[] = [
  { codes: [4, 80007, 130429, 131048], action: SLOW_DOWN },
  { codes: [131056], action: PAIR_RATE },
  { codes: [1, 2, 131000, 131016, 131057, 133004], action: TRANSIENT },
  { codes: [131047], action: { do: 'template' } },
  { codes: [131051, 131052, 131053], action: { do: 'text' } },
  { codes: [0, 3, 10, 190, 368, 131005, 131031, 131042, 131045, 131021, 131030, 133010], action: ALERT },
  { codes: [132000, 132001, 132005, 132007, 132012, 132015, 132016], action: ALERT },
  { codes: [100, 131008, 131009, 131026, 131049, 131050, 130403, 130472, 131062], action: STOP },
];

/** Codes that come with patience, but that a person of the shop should know of. */
const TOLD = new Set([131048]);

/** What to do about an error code of the Cloud API; it may come at once or in a `failed` status. */
export function whatsappAction(code: number): GraphAction {
  if (code >= 200 && code <= 299) return ALERT;
  return ACTIONS.find(({ codes }) => codes.includes(code))?.action ?? STOP;
}

/** Must a person of the shop set something right? */
export function isAlert(code: number): boolean {
  return TOLD.has(code) || whatsappAction(code).do === 'alert';
}
