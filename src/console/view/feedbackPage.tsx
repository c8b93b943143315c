import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FeedbackCounts } from '../api/wire.ts';
import { Cell, useCell } from '../model/cell.ts';
import { named } from '../words.ts';
import { ShopChoice } from './shopChoice.tsx';
import { useDesk, useView } from './viewContext.ts';

const SUBJECTS = ['answer', 'handover'] as const;

/** How customers rated answers and agents, counted. */
export function FeedbackPage() {
  const { say } = useView();
  const desk = useDesk();
  const cell = useMemo(() => new Cell(''), []);
  const shop = useCell(cell);
  const [counts, setCounts] = useState<FeedbackCounts['counts']>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    desk.api
      .get<FeedbackCounts>('feedback', { shop })
      .then((answer) => wanted && setCounts(answer.counts))
      .catch(() => wanted && setFailed(true));
    return () => {
      wanted = false;
    };
  }, [desk, shop]);
  return (
    <main class="page" id="main" tabIndex={-1}>
      <header class="page-head">
        <h1>{say('page_feedback')}</h1>
        <ShopChoice cell={cell} />
      </header>
      {counts ? (
        SUBJECTS.map((subject) => <Ratings key={subject} subject={subject} counts={counts} />)
      ) : (
        <p class="nothing">{say(failed ? 'list_failed' : 'loading')}</p>
      )}
    </main>
  );
}

function Ratings({ subject, counts }: { subject: string; counts: FeedbackCounts['counts'] }) {
  const { say } = useView();
  const own = counts.filter((one) => one.subject === subject);
  const all = own.reduce((sum, { count }) => sum + count, 0);
  return (
    <section class="ratings">
      <h2>{say(`feedback_${subject}`)}</h2>
      {all === 0 ? <p class="muted">{say('no_ratings')}</p> : null}
      <dl>
        {own.map(({ rating, count }) => (
          <div key={rating}>
            <dt>{named(say, 'rating', rating)}</dt>
            <dd>
              <meter min={0} max={all} value={count} aria-hidden="true" />
              <span>
                {count} <small>({Math.round((100 * count) / all)}%)</small>
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
