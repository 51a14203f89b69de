import { isClerkAPIResponseError } from '@clerk/react/errors';
import { useSignUp } from '@clerk/react';
import { useState } from 'react';
import { CodeField, Field, Form, type Problem } from './fields';
import { Providers } from './Providers';
import { Resend } from './Resend';
import { Problems, resendAfter, useAct } from './steps';

/**
 * A sign-up in steps. Which step comes is read from the sign-up itself and not kept here, so a reload goes on where the person was,
 * and another order, or other settings of the instance, need no other code.
 */
export function SignUp() {
  const { signUp, errors, fetchStatus } = useSignUp();
  const [changing, setChanging] = useState(false);
  const [readyAt, setReadyAt] = useState(0);
  const [acting, act] = useAct();
  const busy = acting || fetchStatus === 'fetching';
  const open = signUp.status === 'missing_requirements' && Boolean(signUp.id);
  const toVerify = open && signUp.missingFields.length === 0 ? signUp.unverifiedFields.find(isContact) : undefined;

  const send = async (contact: Contact) => {
    const { error } = contact === 'email_address' ? await signUp.verifications.sendEmailCode() : await signUp.verifications.sendPhoneCode();
    if (!error)
      setReadyAt(Date.now() + resendAfter);
    else if (isClerkAPIResponseError(error) && error.retryAfter)
      setReadyAt(Date.now() + error.retryAfter * 1000);
  };

  /** After every step that went well: done, or a code for what is to be verified next. */
  const goOn = async () => {
    setChanging(false);
    if (signUp.status === 'complete') {
      await signUp.finalize();
      return;
    }

    const next = signUp.missingFields.length === 0 ? signUp.unverifiedFields.find(isContact) : undefined;
    if (next && signUp.verifications[contacts[next].field].nextAction === 'needs_prepare')
      await send(next);
  };

  const begin = async (values: Record<string, string>) => {
    const { error } = await signUp.create(values);
    if (!error)
      await goOn();
  };

  const add = async ({ password, legalAccepted, ...values }: Record<string, string>) => {
    const all = { ...values, ...(legalAccepted && { legalAccepted: true }) };
    const { error } = password ? await signUp.password({ ...all, password }) : await signUp.update(all);
    if (!error)
      await goOn();
  };

  const verify = async ({ code = '' }: Record<string, string>) => {
    const { error } = toVerify === 'email_address' ? await signUp.verifications.verifyEmailCode({ code }) : await signUp.verifications.verifyPhoneCode({ code });
    if (!error)
      await goOn();
  };

  const { externalAccount } = signUp.verifications;
  const providers = externalAccount.status !== 'verified' && (
    <Providers busy={busy} problem={externalAccount.error} onChoose={act(async way => { await signUp.sso(way); })} />
  );

  if (toVerify && changing) {
    const { field, noun } = contacts[toVerify];
    return (
      <Form key="change" answer={errors} onValues={act(add)} aria-labelledby="title">
        <h1 id="title">Change your {noun}</h1>
        <p className="lead">The new one gets a new code, and the old code no longer counts.</p>
        <Problems of={errors} beside={[field, 'code']} />
        <Fields names={[field]} required={[field]} values={signUp} problems={errors.fields} focus={field} />
        <div className="actions">
          <button type="button" className="secondary" onClick={() => setChanging(false)}>Back</button>
          <button disabled={busy}>Send a code</button>
        </div>
      </Form>
    );
  }

  if (toVerify) {
    const { field, noun, short } = contacts[toVerify];
    const sent = signUp.verifications[field].nextAction === 'needs_attempt';
    return (
      <Form key={`${toVerify} ${signUp[field]}`} answer={errors} onValues={sent ? act(verify) : act(() => send(toVerify))} aria-labelledby="title">
        <h1 id="title">Check your {short}</h1>
        <p className="lead">
          {sent ? 'We sent a code to' : 'We will send a code to'} <strong>{signUp[field]}</strong>.{' '}
          <button type="button" className="link" disabled={busy} onClick={() => setChanging(true)}>Change {noun}</button>
        </p>
        <Problems of={errors} beside={sent ? ['code'] : []} />
        {sent && <CodeField problem={errors.fields.code} />}
        <button disabled={busy}>{sent ? 'Verify' : 'Send a code'}</button>
        <div className="aside">
          {sent && <Resend readyAt={readyAt} disabled={busy} onResend={() => act(send)(toVerify)} />}
          <button type="button" className="link" disabled={busy} onClick={() => signUp.reset()}>Start over</button>
        </div>
      </Form>
    );
  }

  if (open) {
    // Where nothing is missing and it is open nevertheless, an identifier went to somebody who was quicker: time for another.
    const missing = signUp.missingFields.length > 0 ? signUp.missingFields.map(camelCase).filter(isKnown) : (['username', 'phoneNumber'] as const);
    return (
      <Form key="missing" answer={errors} onValues={act(add)} aria-labelledby="title">
        <h1 id="title">Almost there</h1>
        <p className="lead">A little more, and your account is ready.</p>
        <Problems of={errors} beside={missing} />
        <Fields names={missing} required={signUp.missingFields.map(camelCase).filter(isKnown)} problems={errors.fields} focus={missing[0]} />
        <button disabled={busy}>Continue</button>
        {providers}
        <div className="aside">
          <button type="button" className="link" disabled={busy} onClick={() => signUp.reset()}>Start over</button>
        </div>
      </Form>
    );
  }

  return (
    <Form key="start" answer={errors} onValues={act(begin)} aria-labelledby="title">
      <h1 id="title">Create your account</h1>
      <p className="lead">It takes a minute and one code.</p>
      <Problems of={errors} beside={everything} />
      <Fields names={everything} required={['emailAddress', 'password']} problems={errors.fields} />
      <button disabled={busy}>Continue</button>
      {providers}
      <div className="aside"><span>Have an account? <a href="#sign-in">Sign in</a></span></div>
      {/* Where the instance asks for a captcha, it appears here. */}
      <div id="clerk-captcha" />
    </Form>
  );
}

const contacts = {
  email_address: { field: 'emailAddress', noun: 'email address', short: 'email' },
  phone_number: { field: 'phoneNumber', noun: 'phone number', short: 'phone' },
} as const;

type Contact = keyof typeof contacts;
const isContact = (name: string): name is Contact => name in contacts;

const inputs = {
  firstName: { label: 'First name', autoComplete: 'given-name' },
  lastName: { label: 'Last name', autoComplete: 'family-name' },
  emailAddress: { label: 'Email address', type: 'email', autoComplete: 'email' },
  phoneNumber: { label: 'Phone number', type: 'tel', autoComplete: 'tel', hint: 'With the country code, such as +44 7700 900123.' },
  username: { label: 'Username', autoComplete: 'username', autoCapitalize: 'none', spellCheck: false },
  password: { label: 'Password', type: 'password', autoComplete: 'new-password', hint: 'At least 8 characters; a few unusual words are better than one.' },
  legalAccepted: { label: 'I accept the terms and the privacy policy', type: 'checkbox' },
} as const;

const everything = ['firstName', 'lastName', 'emailAddress', 'phoneNumber', 'username', 'password'] as const;
type Known = keyof typeof inputs;
const isKnown = (name: string): name is Known => name in inputs;
const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

type FieldsProps = {
  names: readonly Known[];
  required: readonly Known[];
  problems: Partial<Record<Known, Problem>>;
  values?: Partial<Record<Known, unknown>>;
  focus?: Known;
};

function Fields({ names, required, problems, values, focus }: FieldsProps) {
  return (
    <div className="fields">
      {names.map(name => (
        <Field
          key={name} name={name} {...inputs[name]} required={required.includes(name)} problem={problems[name]}
          defaultValue={values ? String(values[name] ?? '') : undefined} autoFocus={name === focus}
        />
      ))}
    </div>
  );
}
