import { PRIVACY_KINDS } from '../src/knowledge/index.ts';
import { normalize } from '../src/language/index.ts';
import { privacyKind } from './form/customerMeans.ts';
import { createFormFlow } from './form/formFlow.ts';
import { knownContact } from './form/knownValues.ts';
import { notice } from './reply.ts';

/** Files the use of a right over personal data as the shop's text grants it (Xiaomi 17, Village 23). */
export const privacyRequestFlow = createFormFlow({
  id: 'privacyRequest',
  kinds: PRIVACY_KINDS,
  kindOf: ({ reading, parts: { say } }) => {
    const said = normalize(reading.text);
    return (
      PRIVACY_KINDS.find((kind) => normalize(say(`dialogs.form.rights.${kind}`)) === said) ?? privacyKind(reading.text)
    );
  },
  known: async (turn) => knownContact(turn),
  askKind: ({ parts: { say } }) =>
    notice(
      say('dialogs.form.ask_right'),
      PRIVACY_KINDS.map((kind) => say(`dialogs.form.rights.${kind}`)),
      'question',
    ),
});
