import type { ShownDecision } from '../api/wire.ts';
import { named } from '../words.ts';
import { ClauseLink } from './citations.tsx';
import { Words } from './messageItem.tsx';
import { useView } from './viewContext.ts';

/** What the rules said about a return, the clauses it rests on, what the customer was told, and every step to it. */
export function DecisionCard({ decision, shop }: { decision: ShownDecision; shop: string }) {
  const { say, amounts } = useView();
  return (
    <article class="decision">
      <p class="decision-head">
        <span class="tag outcome" data-outcome={decision.decision}>
          {named(say, 'outcome', decision.decision)}
        </span>
        <small>{amounts.dateTime(decision.at)}</small>
      </p>
      <p class="basis">
        {decision.basis.map((clause) => (
          <ClauseLink key={clause} clause={clause} shop={shop} version={decision.policyVersion} />
        ))}
      </p>
      <Results decision={decision} />
      <div class="told">
        <Words text={decision.explanation} />
      </div>
      <Path decision={decision} />
    </article>
  );
}

function Results({ decision }: { decision: ShownDecision }) {
  const { say, amounts } = useView();
  const { lastDay, costPayer, refundWithinDays, remedies = [], missing = [] } = decision;
  const results: readonly (readonly [string, string | undefined])[] = [
    ['last_day', lastDay ? amounts.date(lastDay) : undefined],
    ['cost_payer', costPayer && costPayer !== 'unknown' ? named(say, 'payer', costPayer) : undefined],
    ['refund_within', refundWithinDays ? say('span_days', { count: refundWithinDays }) : undefined],
    ['remedies', remedies.length > 0 ? remedies.map((name) => named(say, 'remedy', name)).join('\u060c ') : undefined],
    ['missing', missing.length > 0 ? missing.join(', ') : undefined],
  ];
  return (
    <dl class="facts">
      {results.flatMap(([name, value]) =>
        value === undefined ? [] : [<dt key={`${name} name`}>{say(`result_${name}`)}</dt>, <dd key={name}>{value}</dd>],
      )}
    </dl>
  );
}

/** The steps as the record has them: names of rules and facts, left to right. */
function Path({ decision }: { decision: ShownDecision }) {
  const { say } = useView();
  return (
    <details class="path">
      <summary>{say('decision_path', { count: decision.path.length })}</summary>
      <ol dir="ltr">
        {decision.path.map(({ check, about, result, facts = {} }, index) => (
          <li key={index}>
            <b>{check}</b> {about}: {result}
            {Object.entries(facts).map(([name, state]) => (
              <code key={name}>
                {name}={typeof state === 'object' ? JSON.stringify(state) : String(state)}
              </code>
            ))}
          </li>
        ))}
      </ol>
    </details>
  );
}
