import type { PolicyPack } from '../knowledge/index.ts';
import { DEFAULT_AGENT_SETTINGS } from './agentHours.ts';
import type { ShopDesk } from './handovers.ts';

/** How each shop's agents work, from the packs: `agents` in shop.yaml, and the holidays. */
export function shopDesks(
  packs: readonly Pick<PolicyPack, 'shop' | 'returns' | 'forms'>[],
): ReadonlyMap<string, ShopDesk> {
  return new Map(
    packs.map(({ shop, returns, forms }) => [
      shop.id,
      {
        settings: shop.agents ?? DEFAULT_AGENT_SETTINGS,
        calendar: returns?.holidays,
        takesComplaints: forms?.complaint.files === true,
      },
    ]),
  );
}
