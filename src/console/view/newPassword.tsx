import { useState } from 'preact/hooks';
import { goTo } from '../route.ts';
import { EntryForm, PasswordField } from './entryForm.tsx';
import { SHORTEST_PASSWORD } from './firstAccount.tsx';
import { useView } from './viewContext.ts';

/** A password for an account that a supervisor added or reset, by the link handed out. */
export function NewPassword({ token }: { token: string }) {
  const { app, say } = useView();
  const [password, setPassword] = useState('');
  const submit = async () => {
    await app.setPassword(token, password);
    goTo({ page: 'inbox' });
  };
  return (
    <EntryForm title={say('set_password')} action={say('set_password')} onSubmit={submit}>
      <PasswordField
        label={say('new_password')}
        autocomplete="new-password"
        hint={say('password_hint', { count: SHORTEST_PASSWORD })}
        minLength={SHORTEST_PASSWORD}
        value={password}
        onInput={setPassword}
        first
      />
    </EntryForm>
  );
}
