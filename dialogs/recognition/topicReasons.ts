import type { Reason } from '../../src/returns/index.ts';
import type { SaidFacts } from './reading.ts';

/** What customers tell who ask about a topic of their own purchase: the reason for which they want something done. */
export const TOPIC_REASONS: Readonly<Record<string, Reason>> = {
  defective_product_received: 'defective',
  defect_found_late: 'defective',
  defect_exchange: 'defective',
  defect_refund: 'defective',
  defect_repair_right: 'defective',
  defect_during_use: 'defective',
  hidden_defect: 'defective',
  repair_failed: 'defective',
  product_not_as_described: 'not_as_described',
  craft_differences: 'not_as_described',
  wrong_product_received: 'wrong_item',
  wrong_product_return_how: 'wrong_item',
  wrong_product_deadline: 'wrong_item',
  carrier_damage_at_door: 'damaged_in_transit',
  damage_seen_after_courier: 'damaged_in_transit',
  carrier_damage_liability: 'damaged_in_transit',
  missing_item: 'missing_item',
  missing_accessory: 'missing_item',
  delivery_delay: 'late_delivery',
  product_unavailable: 'unavailable',
  unavailable_refund_delay: 'unavailable',
  unavailable_replacement: 'unavailable',
  order_cancellation: 'cancel_before_confirmation',
  price_error_high: 'price_error',
  price_error_low: 'price_error',
  withdrawal_reason: 'change_of_mind',
};

/** How things stand for customers whose words are about a topic, as an answer to a question. */
export const TOPIC_FACTS: Readonly<Record<string, SaidFacts>> = {
  return_sealed: { opened: false, sealed: true },
  return_food_cosmetics_sealed: { opened: false, sealed: true },
  return_opened: { opened: true },
  return_food_cosmetics_opened: { opened: true },
  return_tried: { opened: true },
  return_used: { opened: true, used: true },
  liquid_damage: { liquidDamage: true },
  own_repair_or_parts: { selfRepaired: true },
  damage_by_buyer_fault: { misuse: true },
  hidden_defect: { defectHidden: true },
  could_not_inspect: { inspectionPrevented: true },
  order_confirmation_missing: { writtenConfirmationMissing: true },
};
