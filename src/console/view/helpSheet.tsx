import { useCell } from '../model/cell.ts';
import { SHORTCUTS } from '../shortcuts.ts';
import { Dialog } from './dialog.tsx';
import { useDesk, useView } from './viewContext.ts';

/** Keys that work while one writes. */
const FIELD_KEYS = [
  { name: 'send', keys: ['Enter'] },
  { name: 'line', keys: ['Shift', 'Enter'] },
  { name: 'leave', keys: ['Esc'] },
  { name: 'walk', keys: ['Alt', '\u2191', '\u2193'] },
];

/** All shortcuts, and the switch that turns them off. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const { say } = useView();
  const { settings } = useDesk();
  const on = useCell(settings.shortcuts);
  return (
    <Dialog title={say('help')} onClose={onClose} wide>
      <label class="check">
        <input type="checkbox" checked={on} onChange={() => settings.shortcuts.set(!on)} />
        {say('shortcuts_on')}
      </label>
      <dl class="shortcuts">
        {SHORTCUTS.map(({ name, keys }) => (
          <div key={name}>
            <dt dir="ltr">
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{say(`shortcut_${name}`)}</dd>
          </div>
        ))}
        {FIELD_KEYS.map(({ name, keys }) => (
          <div key={name}>
            <dt dir="ltr">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{say(`shortcut_${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
