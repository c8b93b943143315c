import { useCell } from '../model/cell.ts';
import { Icon } from './icon.tsx';
import { useDesk, useView } from './viewContext.ts';

/** What was done or went wrong, for a few seconds. */
export function Toasts() {
  const { say } = useView();
  const desk = useDesk();
  const toasts = useCell(desk.toasts);
  return (
    <div class="toasts" role="status">
      {toasts.map(({ id, kind, text }) => (
        <div key={id} class={`toast ${kind}`}>
          <Icon name={kind === 'done' ? 'check' : 'alert'} />
          <p>{text}</p>
          <button type="button" class="iconic" aria-label={say('dismiss')} onClick={() => desk.dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
