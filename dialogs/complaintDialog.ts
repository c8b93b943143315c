import { createFormFlow } from './form/formFlow.ts';
import { knownValues } from './form/knownValues.ts';
import { notice } from './reply.ts';

/** Files a complaint with what the shop's text asks of one (Xiaomi 15.1, Village 14-b). */
export const complaintFlow = createFormFlow({
  id: 'complaint',
  kinds: ['complaint'],
  kindOf: () => 'complaint',
  known: knownValues,
  askKind: () => notice(''),
});
