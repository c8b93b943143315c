import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/client.ts';
import { LanguageSwitch } from './languageSwitch.tsx';
import { useView } from './viewContext.ts';

interface EntryFormProps {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly action: string;
  readonly onSubmit: () => Promise<void>;
  readonly children: ComponentChildren;
}

/** The frame of the pages before the desk: a title, fields, one button, and what went wrong. */
export function EntryForm({ title, lead, action, onSubmit, children }: EntryFormProps) {
  const { say } = useView();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setWrong('');
    try {
      await onSubmit();
    } catch (error) {
      setWrong(error instanceof ApiError && error.message ? error.message : say('unreachable'));
      setBusy(false);
    }
  };
  return (
    <div class="entry">
      <main>
        <header>
          <p class="brand">{say('brand')}</p>
          <LanguageSwitch />
        </header>
        <h1>{title}</h1>
        {lead ? <p class="lead">{lead}</p> : null}
        <form onSubmit={submit}>
          <div role="alert">{wrong ? <p class="wrong">{wrong}</p> : null}</div>
          {children}
          <button type="submit" class="primary" disabled={busy}>
            {action}
          </button>
        </form>
      </main>
    </div>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password';
  readonly name?: string;
  readonly autocomplete?: string;
  readonly hint?: string;
  readonly minLength?: number;
  readonly first?: boolean;
}

export function Field({
  label,
  value,
  onInput,
  type = 'text',
  name,
  autocomplete,
  hint,
  minLength,
  first,
}: FieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // Before it is painted: who types at once must not lose the first letters.
  useLayoutEffect(() => {
    if (first) input.current?.focus();
  }, [first]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type={type as 'text'}
        name={name}
        autocomplete={autocomplete}
        required
        minLength={minLength}
        dir={type === 'text' ? 'auto' : 'ltr'}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint ? <small id={`${id}-hint`}>{hint}</small> : null}
    </div>
  );
}

/** A password that can be shown while it is typed. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'name'>) {
  const { say } = useView();
  const [shown, setShown] = useState(false);
  return (
    <div class="password">
      <Field {...props} type={shown ? 'text' : 'password'} name="password" />
      <button type="button" class="plain" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {say('show_password')}
      </button>
    </div>
  );
}
