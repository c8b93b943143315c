import { useEffect, useMemo, useState } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import type { ComplaintDetail } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import { openDraft } from '../model/draft.ts';
import { Choice } from './choice.tsx';
import { useDesk, useView } from './viewContext.ts';

interface ComplaintMovesProps {
  readonly detail: ComplaintDetail;
  readonly onDone: () => Promise<void>;
}

/** Assign, answer, close. A closed one stays as it is. */
export function ComplaintMoves({ detail, onDone }: ComplaintMovesProps) {
  const { say } = useView();
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  if (detail.state === 'closed') return null;
  const act = async (deed: 'assign' | 'answer' | 'close', body: object) => {
    setBusy(true);
    try {
      await desk.api.post(`complaints/${encodeURIComponent(detail.number)}/${deed}`, body);
      desk.tell('done', say(`done_case_${deed}`));
      return true;
    } catch (error) {
      desk.tell('wrong', (error instanceof ApiError && error.message) || say('unreachable'));
      return false;
    } finally {
      setBusy(false);
      await onDone();
    }
  };
  return (
    <section class="case-moves" aria-label={say('case_moves')}>
      <Assign detail={detail} busy={busy} onAssign={(to) => void act('assign', { to })} />
      <Answer detail={detail} busy={busy} act={act} />
    </section>
  );
}

function Assign({
  detail,
  busy,
  onAssign,
}: {
  detail: ComplaintDetail;
  busy: boolean;
  onAssign: (to: string) => void;
}) {
  const { say } = useView();
  const desk = useDesk();
  const agents = useCell(desk.agents);
  useEffect(() => void desk.loadAgents().catch(() => undefined), [desk]);
  const me = desk.session.account;
  const others = agents.filter(
    ({ id, shops, disabled }) => id !== me.id && !disabled && (!shops || shops.includes(detail.shop)),
  );
  const options = [
    ['', say('nobody')] as const,
    [me.id, say('myself')] as const,
    ...others.map(({ id, name }) => [id, name] as const),
  ];
  return (
    <div class={busy ? 'assign busy' : 'assign'}>
      <Choice
        label={say('assignee')}
        shown
        value={detail.agent?.id ?? ''}
        options={options}
        onChoice={(to) => to !== '' && onAssign(to)}
      />
    </div>
  );
}

type Act = (deed: 'answer' | 'close', body: object) => Promise<boolean>;

function Answer({ detail, busy, act }: { detail: ComplaintDetail; busy: boolean; act: Act }) {
  const { say, direction } = useView();
  const desk = useDesk();
  const cell = useMemo(() => openDraft(desk.kept, `case:${detail.number}`), [desk, detail.number]);
  const { text } = useCell(cell);
  const send = async (deed: 'answer' | 'close') => {
    if (await act(deed, text.trim() === '' ? {} : { text: text.trim() }))
      cell.update((draft) => ({ ...draft, text: '' }));
  };
  return (
    <div class="answer">
      <label for="case-answer">{say('case_answer')}</label>
      <textarea
        id="case-answer"
        rows={4}
        dir={text === '' ? direction : 'auto'}
        value={text}
        onInput={(event) => cell.update((draft) => ({ ...draft, text: event.currentTarget.value }))}
      />
      <div class="composer-foot">
        <button type="button" class="primary" disabled={busy || text.trim() === ''} onClick={() => void send('answer')}>
          {say('case_send_answer')}
        </button>
        <button type="button" class="button" disabled={busy} onClick={() => void send('close')}>
          {say('case_close')}
        </button>
      </div>
    </div>
  );
}
