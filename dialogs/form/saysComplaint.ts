import type { FlowTurn } from '../flow.ts';
import { fieldBook } from './fieldBook.ts';

/** Does the message speak of a complaint in so many words? */
export function saysComplaint({ reading }: FlowTurn): boolean {
  return fieldBook().signs.complaint.find(reading.said) !== undefined;
}
