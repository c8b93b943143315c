import { complaintFlow } from './complaintDialog.ts';
import { complaintStatusFlow } from './complaintStatusDialog.ts';
import type { Flow, FlowState } from './flow.ts';
import { handoverFlow } from './handoverDialog.ts';
import { orderStatusFlow } from './orderStatusDialog.ts';
import { privacyRequestFlow } from './privacyRequestDialog.ts';
import { returnCheckFlow } from './returnCheckDialog.ts';

/** Every flow that customers can be in, besides the question about a rule. A new one is added here. */
export const FLOWS: readonly Flow[] = [
  returnCheckFlow as Flow<FlowState>,
  orderStatusFlow as Flow<FlowState>,
  handoverFlow as Flow<FlowState>,
  complaintFlow as Flow<FlowState>,
  privacyRequestFlow as Flow<FlowState>,
  complaintStatusFlow as Flow<FlowState>,
];
