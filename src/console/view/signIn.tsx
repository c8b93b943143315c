import { useState } from 'preact/hooks';
import { useCell } from '../model/cell.ts';
import { EntryForm, Field, PasswordField } from './entryForm.tsx';
import { useView } from './viewContext.ts';

/** Where an agent signs in: by e-mail and password, or by the shop's own sign-in service when it has one. */
export function SignIn() {
  const { app, say } = useView();
  const offers = useCell(app.offers);
  const ended = useCell(app.ended);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <EntryForm
      title={say('sign_in')}
      lead={ended ? say('session_ended') : undefined}
      action={say('sign_in')}
      onSubmit={() => app.signIn(email.trim(), password)}
    >
      <Field
        label={say('email')}
        type="email"
        name="email"
        autocomplete="username"
        value={email}
        onInput={setEmail}
        first
      />
      <PasswordField label={say('password')} autocomplete="current-password" value={password} onInput={setPassword} />
      {offers.oidc ? (
        <p class="entry-other">
          <a class="button" href={app.api.address('oidc/start')}>
            {offers.oidc}
          </a>
        </p>
      ) : null}
    </EntryForm>
  );
}
