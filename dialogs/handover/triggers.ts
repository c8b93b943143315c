import { splitMessage } from '../../src/language/index.ts';
import { isTitle } from '../buttonTitle.ts';
import type { FlowTurn } from '../flow.ts';
import { says } from '../form/customerMeans.ts';
import { readSaid } from '../recognition/phraseBook.ts';

/** Does the message show anger at the shop or the bot? In all registers, by the words of handoverPhrases.yaml. */
export function showsAnger({ heard, reading, understanding: { text } }: FlowTurn): boolean {
  if (heard.isAngry(reading.said)) return true;
  if (!heard.accuses(reading.said)) return false;
  // "Are you thieves? ... Thieves!": what stands outside the question is no doubt any more.
  return !reading.asks || splitMessage(text).some((part) => !part.asks && heard.accuses(readSaid(part.text)));
}

/** The customer takes the offer of a person: by its button, or by a yes right after it. The offer is spent. */
export function takesHumanOffer({ memory, reading, parts }: FlowTurn): boolean {
  const offered = memory.humanOffer === true;
  delete memory.humanOffer;
  const pressed = isTitle(reading.text, 'dialogs.handover.offer_button', parts.say);
  return pressed || (offered && reading.answer === 'yes' && !reading.asks);
}

/** "I do not want a person": names one, and asks for none. To be looked at before the offer is spent. */
export function declinesHumanOffer({ memory, reading }: FlowTurn): boolean {
  const short = reading.text.trim().split(/\s+/u).length <= MOST_DECLINING_WORDS;
  return memory.humanOffer === true && short && !reading.asks && says('refuses', reading.text);
}

const MOST_DECLINING_WORDS = 6;
