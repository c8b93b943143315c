import type { ComponentChildren } from 'preact';
import type { ShownDecision } from '../api/wire.ts';
import { factsInWords, type StepWords, stepsInWords } from '../text/decisionPath.ts';
import { named } from '../words.ts';
import { Citations, ClauseLink } from './citations.tsx';
import { Words } from './messageItem.tsx';
import { TextBlock } from './textBlock.tsx';
import { useView } from './viewContext.ts';

interface DecisionProps {
  readonly decision: ShownDecision;
  readonly shop: string;
}

/**
 * What the rules said about a return. First what an agent must know at a glance: the outcome, the words of the clause
 * that decides, what made it so, and what follows. The rest is folded: other clauses, what the customer was told, and
 * every step.
 */
export function DecisionCard({ decision, shop }: DecisionProps) {
  const { say } = useView();
  const steps = stepsInWords(say, decision);
  return (
    <article class="decision">
      <DecisionHead decision={decision} />
      <DecidingClause decision={decision} shop={shop} />
      <Results decision={decision} steps={steps} />
      <OtherClauses decision={decision} shop={shop} />
      <Fold name="told" title={say('decision_told')}>
        <Words text={decision.explanation} />
      </Fold>
      <Path steps={steps} shop={shop} />
    </article>
  );
}

/** An earlier decision of the conversation: its outcome and day, the rest on demand. */
export function EarlierDecision({ decision, shop }: DecisionProps) {
  return (
    <details class="earlier-decision">
      <summary>
        <DecisionHead decision={decision} />
      </summary>
      <DecisionCard decision={decision} shop={shop} />
    </details>
  );
}

function DecisionHead({ decision }: { decision: ShownDecision }) {
  const { say, amounts } = useView();
  return (
    <span class="decision-head">
      <span class="tag outcome" data-outcome={decision.decision}>
        {named(say, 'outcome', decision.decision)}
      </span>
      <small>{amounts.dateTime(decision.at)}</small>
    </span>
  );
}

/** The clause on which the outcome rests first of all, in its own words. */
function DecidingClause({ decision, shop }: DecisionProps) {
  const [clause] = decision.basis;
  if (clause === undefined) return null;
  const quote = decision.citations?.find((citation) => citation.clause === clause)?.quote;
  return (
    <div class="deciding">
      <ClauseLink clause={clause} shop={shop} version={decision.policyVersion} {...(quote && { quote })} />
      {quote ? (
        <blockquote lang="ar">
          <TextBlock text={quote} />
        </blockquote>
      ) : null}
    </div>
  );
}

/** What made the outcome so, and what follows from it. */
function Results({ decision, steps }: { decision: ShownDecision; steps: readonly StepWords[] }) {
  const { say, amounts } = useView();
  const { lastDay, costPayer, refundWithinDays, remedies = [], missing = [] } = decision;
  const because = steps.filter(({ part }) => part === 'decides').flatMap(({ facts }) => facts.map(factText));
  const results: readonly (readonly [string, string | undefined])[] = [
    ['because', because.length > 0 ? [...new Set(because)].join('\u060c ') : undefined],
    ['missing', missing.length > 0 ? factsInWords(say, missing) : undefined],
    ['last_day', lastDay ? amounts.date(lastDay) : undefined],
    ['cost_payer', costPayer && costPayer !== 'unknown' ? named(say, 'payer', costPayer) : undefined],
    ['refund_within', refundWithinDays ? say('span_days', { count: refundWithinDays }) : undefined],
    ['remedies', remedies.length > 0 ? remedies.map((name) => named(say, 'remedy', name)).join('\u060c ') : undefined],
  ];
  return (
    <dl class="facts">
      {results.flatMap(([name, value]) =>
        value === undefined ? [] : [<dt key={`${name} name`}>{say(`result_${name}`)}</dt>, <dd key={name}>{value}</dd>],
      )}
    </dl>
  );
}

function factText([name, state]: StepWords['facts'][number]): string {
  return `${name}: ${state}`;
}

function OtherClauses({ decision, shop }: DecisionProps) {
  const { say } = useView();
  const others = decision.basis.slice(1);
  if (others.length === 0) return null;
  return (
    <p class="basis">
      <span class="muted">{say('decision_also')}</span>
      {others.map((clause) => (
        <ClauseLink key={clause} clause={clause} shop={shop} version={decision.policyVersion} />
      ))}
    </p>
  );
}

/** Every step: those that count in their order, and those that do not apply behind one more fold, a line each. */
function Path({ steps, shop }: { steps: readonly StepWords[]; shop: string }) {
  const { say } = useView();
  const counting = steps.filter(({ part }) => part !== 'apart');
  const apart = steps.filter(({ part }) => part === 'apart');
  return (
    <Fold name="path" title={say('decision_path', { count: steps.length })}>
      <ol>
        {counting.map((step, index) => (
          <li key={index} class={step.part}>
            <p>
              <b>{step.check}</b> {step.about ? <bdi>{step.about}</bdi> : null} <strong>{step.result}</strong>
            </p>
            <Facts facts={step.facts} />
            <Citations citations={step.cited} shop={shop} />
          </li>
        ))}
      </ol>
      {apart.length > 0 ? (
        <Fold name="apart" title={say('decision_apart', { count: apart.length })}>
          <ul class="apart-steps">
            {apart.map((step, index) => (
              <li key={index}>
                {step.about ? <b>{step.about}</b> : null}
                <Facts facts={step.facts} />
                <Citations citations={step.cited} shop={shop} />
              </li>
            ))}
          </ul>
        </Fold>
      ) : null}
    </Fold>
  );
}

function Facts({ facts }: Pick<StepWords, 'facts'>) {
  if (facts.length === 0) return null;
  return (
    <span class="step-facts">
      {facts.map(([name, state]) => (
        <span key={name}>
          <bdi>{name}</bdi>: <b>{state}</b>
        </span>
      ))}
    </span>
  );
}

function Fold({ name, title, children }: { name: string; title: string; children: ComponentChildren }) {
  return (
    <details class={`fold ${name}`}>
      <summary>{title}</summary>
      <div class="fold-body">{children}</div>
    </details>
  );
}
