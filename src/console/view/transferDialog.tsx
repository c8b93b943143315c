import { useEffect, useState } from 'preact/hooks';
import type { AgentItem } from '../api/wire.ts';
import { useCell } from '../model/cell.ts';
import type { Thread } from '../model/thread.ts';
import { Dialog } from './dialog.tsx';
import { useMove } from './useMove.ts';
import { useDesk, useView } from './viewContext.ts';

/** Hands the conversation to another agent of the shop; those present come first. */
export function TransferDialog({ thread, onClose }: { thread: Thread; onClose: () => void }) {
  const { say } = useView();
  const desk = useDesk();
  const move = useMove(thread);
  const agents = useCell(desk.agents);
  const [loaded, setLoaded] = useState(false);
  useEffect(() => {
    void desk
      .loadAgents()
      .catch(() => undefined)
      .finally(() => setLoaded(true));
  }, [desk]);
  const shop = thread.detail.value?.shop ?? '';
  const others = agents
    .filter(
      ({ id, shops, disabled }) => id !== desk.session.account.id && !disabled && (!shops || shops.includes(shop)),
    )
    .sort((one, other) => rank(one) - rank(other));
  const give = (to: string) => {
    onClose();
    void move('transfer', { to });
  };
  return (
    <Dialog title={say('move_transfer')} onClose={onClose}>
      {others.length === 0 ? <p>{loaded ? say('nobody_else') : say('loading')}</p> : null}
      <ul class="choices">
        {others.map((agent) => (
          <li key={agent.id}>
            <button type="button" disabled={agent.presence !== 'present'} onClick={() => give(agent.id)}>
              <span class={agent.presence === 'present' ? 'dot present' : 'dot'} aria-hidden="true" />
              <bdi>{agent.name}</bdi>
              <span class="muted">
                {say(`presence_${agent.presence}`)}
                {agent.load === undefined ? '' : ` · ${say('load', { count: agent.load })}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function rank({ presence, load = 0 }: AgentItem): number {
  return (presence === 'present' ? 0 : 1000) + load;
}
