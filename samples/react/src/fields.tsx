import { useEffect, useId, useRef, useState, type ComponentProps, type SubmitEvent } from 'react';

/** What the hooks file under `errors.fields`: the long message is written for people. */
export type Problem = { message: string; longMessage?: string } | null | undefined;

type FieldProps = Omit<ComponentProps<'input'>, 'id'> & { label: string; hint?: string; problem?: Problem };

/** A labelled input with its own error below it, which screen readers read along with it. */
export function Field({ label, hint, problem, type = 'text', ...input }: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const isPassword = type === 'password';
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {!input.required && type !== 'checkbox' && <span className="optional">optional</span>}
      </label>
      <div className="control">
        <input id={id} type={shown ? 'text' : type} aria-invalid={Boolean(problem)} aria-describedby={described || undefined} {...input} />
        {isPassword && (
          <button type="button" className="reveal" aria-label="Show password" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? 'Hide' : 'Show'}
          </button>
        )}
      </div>
      {hint && <p className="hint" id={`${id}-hint`}>{hint}</p>}
      {problem && <p className="problem" id={`${id}-problem`} role="alert">{problem.longMessage ?? problem.message}</p>}
    </div>
  );
}

type FormProps = Omit<ComponentProps<'form'>, 'onSubmit' | 'ref'> & {
  /** Everything that was typed, without what was left empty. */
  onValues: (values: Record<string, string>) => void;
  /** Changes when an answer came: the first field with a problem then gets the focus. */
  answer: unknown;
};

export function Form({ onValues, answer, ...form }: FormProps) {
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(), [answer]);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = [...new FormData(event.currentTarget)].map(([name, value]) => [name, name === 'password' ? String(value) : String(value).trim()]);
    onValues(Object.fromEntries(typed.filter(([, value]) => value !== '')));
  };

  return <form ref={ref} onSubmit={submit} {...form} />;
}

/** Six digits, which phones offer to fill in from the message. */
export function CodeField({ problem }: { problem: Problem }) {
  return (
    <Field
      label="Code" name="code" required className="code" autoFocus
      inputMode="numeric" autoComplete="one-time-code" pattern="[0-9]{6}" maxLength={6} title="Six digits" problem={problem}
    />
  );
}
