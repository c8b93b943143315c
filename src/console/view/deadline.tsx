import { useNow } from './useNow.ts';
import { useView } from './viewContext.ts';

const SOON_MS = 2 * 24 * 3600_000;
const DONE = new Set(['answered', 'closed']);

/** Until when a complaint has to be answered; marked when that is near or over, unless it is answered. */
export function Deadline({ dueAt, state }: { dueAt: string | null | undefined; state: string }) {
  const { say, amounts } = useView();
  const now = useNow(60_000);
  if (!dueAt) return null;
  const left = Date.parse(dueAt) - now;
  const urgency = DONE.has(state) ? 'done' : left < 0 ? 'over' : left < SOON_MS ? 'soon' : 'calm';
  const words =
    urgency === 'over' ? say('overdue', { span: amounts.span(-left) }) : say('due_in', { span: amounts.span(left) });
  return (
    <span class={`deadline ${urgency}`}>
      {urgency === 'done' ? amounts.date(dueAt) : words}
      {urgency === 'done' ? null : <small> ({amounts.date(dueAt)})</small>}
    </span>
  );
}
