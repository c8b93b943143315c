import type { CodePurpose } from '../../src/orders/index.ts';
import type { ProvedCustomer } from '../flow.ts';
import type { KeptOrder } from './keptOrder.ts';

/** How far finding the customer's order has come. Plain JSON. */
export interface ProofState {
  readonly number?: string;
  readonly email?: string;
  readonly phone?: string;
  /** What was asked last. */
  readonly open?: 'number' | 'contact' | 'code' | 'choice';
  /** It was put in other words the last time. */
  readonly repeated?: boolean;
  /** The pair that was refused: the same one is not tried again. */
  readonly tried?: string;
  readonly codeFor?: CodePurpose;
  /** Proved orders of which one has to be chosen. */
  readonly choices?: readonly KeptOrder[];
  /** Who placed each of them. */
  readonly customers?: readonly ProvedCustomer[];
  /** The order, once it is proved. */
  readonly order?: KeptOrder;
}

/** How long a proof counts in its conversation. */
export const PROOF_LIFE_MS = 30 * 60_000;
