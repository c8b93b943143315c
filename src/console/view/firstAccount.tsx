import { useState } from 'preact/hooks';
import { goTo } from '../route.ts';
import { EntryForm, Field, PasswordField } from './entryForm.tsx';
import { useView } from './viewContext.ts';

/** The shortest password that the server takes. */
export const SHORTEST_PASSWORD = 10;

/** The first supervisor's account, by the one-time link that the first start prints. */
export function FirstAccount({ token }: { token: string }) {
  const { app, say } = useView();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = async () => {
    await app.firstAccount({ token, name: name.trim(), email: email.trim(), password });
    goTo({ page: 'inbox' });
  };
  return (
    <EntryForm
      title={say('first_account')}
      lead={say('first_account_lead')}
      action={say('create_account')}
      onSubmit={submit}
    >
      <Field
        label={say('your_name')}
        name="name"
        autocomplete="name"
        hint={say('your_name_hint')}
        value={name}
        onInput={setName}
        first
      />
      <Field label={say('email')} type="email" name="email" autocomplete="username" value={email} onInput={setEmail} />
      <PasswordField
        label={say('new_password')}
        autocomplete="new-password"
        hint={say('password_hint', { count: SHORTEST_PASSWORD })}
        minLength={SHORTEST_PASSWORD}
        value={password}
        onInput={setPassword}
      />
    </EntryForm>
  );
}
