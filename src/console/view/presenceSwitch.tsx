import { useCell } from '../model/cell.ts';
import { useDesk, useView } from './viewContext.ts';

/** Present: conversations are given to this agent. Away: none are, and those at hand stay. */
export function PresenceSwitch({ compact = false }: { compact?: boolean }) {
  const { say } = useView();
  const desk = useDesk();
  const state = useCell(desk.presence);
  const present = state === 'present';
  const name = say(`presence_${state}`);
  return (
    <button
      type="button"
      role="switch"
      aria-checked={present}
      aria-label={say('presence')}
      title={`${say('presence')}: ${name}`}
      class={compact ? 'presence compact' : 'presence'}
      onClick={() => desk.setPresence(present ? 'away' : 'present')}
    >
      <span class={present ? 'dot present' : 'dot'} aria-hidden="true" />
      <span aria-hidden="true">{name}</span>
    </button>
  );
}
