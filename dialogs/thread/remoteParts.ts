import { calledOff, reported } from '../../src/handover/index.ts';
import type { DialogParts } from '../shopContext.ts';
import { CALLABLE, type CalledPart, type ServerParts } from './messages.ts';

/** Has the server call a method of one of its parts. */
export type Call = (part: CalledPart, method: string, args: readonly unknown[]) => Promise<unknown>;

/** The server's parts as a thread sees them: the same methods, carried out where the store is. */
export function remoteParts(has: ServerParts, call: Call): Pick<DialogParts, 'orders' | 'complaints' | 'handovers'> {
  return {
    ...(has.orders && {
      orders: { ...has.orders, ...methodsOf('orders', call) } as NonNullable<DialogParts['orders']>,
    }),
    ...(has.complaints && { complaints: methodsOf('complaints', call) as NonNullable<DialogParts['complaints']> }),
    ...(has.handovers && {
      handovers: { ...methodsOf('handovers', call), ...PURE_OF_HANDOVERS } as NonNullable<DialogParts['handovers']>,
    }),
  };
}

/** What needs no store is done in the thread. */
const PURE_OF_HANDOVERS: Pick<NonNullable<DialogParts['handovers']>, 'calledOff' | 'reported'> = {
  calledOff: (current) => calledOff(current, Date.now()),
  reported: (current, state) => reported(current, state, Date.now()),
};

function methodsOf(part: CalledPart, call: Call): object {
  const methods = CALLABLE[part].map((method) => [method, (...args: unknown[]) => call(part, method, args)] as const);
  return Object.fromEntries(methods);
}
