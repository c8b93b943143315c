import type { ShownDecision } from '../api/wire.ts';
import { factsInWords, stepsInWords } from '../text/decisionPath.ts';
import { named } from '../words.ts';
import { Citations, ClauseLink } from './citations.tsx';
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
      <Path decision={decision} shop={shop} />
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
    ['missing', missing.length > 0 ? factsInWords(say, missing) : undefined],
  ];
  return (
    <dl class="facts">
      {results.flatMap(([name, value]) =>
        value === undefined ? [] : [<dt key={`${name} name`}>{say(`result_${name}`)}</dt>, <dd key={name}>{value}</dd>],
      )}
    </dl>
  );
}

/** The steps in the agent's words; what was looked at and did not apply stands back. */
function Path({ decision, shop }: { decision: ShownDecision; shop: string }) {
  const { say } = useView();
  return (
    <details class="path">
      <summary>{say('decision_path', { count: decision.path.length })}</summary>
      <ol>
        {stepsInWords(say, decision).map((step, index) => (
          <li key={index}>
            <p>
              <b>{step.check}</b> {step.about ? <bdi>{step.about}</bdi> : null} <strong>{step.result}</strong>
            </p>
            {step.facts.length > 0 ? (
              <ul>
                {step.facts.map(([name, state]) => (
                  <li key={name}>
                    <bdi>{name}</bdi>: <b>{state}</b>
                  </li>
                ))}
              </ul>
            ) : null}
            <Citations citations={step.cited} shop={shop} />
          </li>
        ))}
      </ol>
    </details>
  );
}
