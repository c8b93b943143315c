import { useState } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import type { Role } from '../api/wire.ts';
import { Choice } from './choice.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './entryForm.tsx';
import { useDesk, useView } from './viewContext.ts';

interface AddAgentProps {
  readonly onClose: () => void;
  readonly onAdded: (link: string | undefined) => void;
}

/** Adds an account; the password is set by its owner through a one-time link. */
export function AddAgent({ onClose, onAdded }: AddAgentProps) {
  const { say } = useView();
  const desk = useDesk();
  const { shops } = desk.session;
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('agent');
  const [chosen, setChosen] = useState<readonly string[]>(shops.length === 1 ? shops.map(({ id }) => id) : []);
  const [wrong, setWrong] = useState('');
  const add = async (event: Event) => {
    event.preventDefault();
    if (chosen.length === 0) return setWrong(say('choose_shop'));
    try {
      const body = { name: name.trim(), email: email.trim(), role, shops: chosen };
      onAdded((await desk.api.post<{ link?: string }>('agents', body)).link);
    } catch (error) {
      setWrong((error instanceof ApiError && error.message) || say('unreachable'));
    }
  };
  return (
    <Dialog title={say('add_agent')} onClose={onClose}>
      <form onSubmit={(event) => void add(event)}>
        <div role="alert">{wrong ? <p class="wrong">{wrong}</p> : null}</div>
        <Field label={say('agent_name')} hint={say('your_name_hint')} value={name} onInput={setName} first />
        <Field label={say('email')} type="email" value={email} onInput={setEmail} />
        <Choice
          label={say('role')}
          shown
          value={role}
          onChoice={setRole}
          options={[
            ['agent', say('role_agent')],
            ['supervisor', say('role_supervisor')],
          ]}
        />
        <ShopBoxes chosen={chosen} onChosen={setChosen} />
        <div class="sheet-buttons">
          <button type="submit" class="primary">
            {say('add_agent')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface ShopBoxesProps {
  readonly chosen: readonly string[];
  readonly onChosen: (shops: readonly string[]) => void;
}

function ShopBoxes({ chosen, onChosen }: ShopBoxesProps) {
  const { say } = useView();
  const { session } = useDesk();
  const toggle = (id: string) => (chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset class="boxes">
      <legend>{say('shops')}</legend>
      {session.shops.map(({ id, name }) => (
        <label class="check" key={id}>
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => onChosen(toggle(id))} />
          <bdi>{name}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
