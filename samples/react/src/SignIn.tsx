import { useSignIn } from '@clerk/react';
import { isClerkAPIResponseError } from '@clerk/react/errors';
import type { SignInFirstFactor } from '@clerk/react/types';
import { useState } from 'react';
import { choice, CodeForm, codes, destination, secondFactor, type Code } from './codes';
import { Field, Form } from './fields';
import { Providers } from './Providers';
import { Problems, resendAfter, useAct } from './steps';

/**
 * A sign-in in steps: who it is, a proof, and another one where the person turned that on. As with the sign-up, the sign-in itself says
 * which step comes and which proofs the account has.
 */
export function SignIn() {
  const { signIn, errors, fetchStatus } = useSignIn();
  const [chosen, setChosen] = useState<SignInFirstFactor['strategy'] | null>(null);
  const [readyAt, setReadyAt] = useState(0);
  const [acting, act] = useAct();
  const busy = acting || fetchStatus === 'fetching';

  const send = async (code: Code, factor?: SignInFirstFactor) => {
    const { error } = await code.send(signIn, factor);
    if (!error)
      setReadyAt(Date.now() + resendAfter);
    else if (isClerkAPIResponseError(error) && error.retryAfter)
      setReadyAt(Date.now() + error.retryAfter * 1000);
  };

  const choose = async (factor: SignInFirstFactor) => {
    setChosen(factor.strategy);
    const code = codes[factor.strategy];
    if (code && !isSent(factor))
      await send(code, factor);
  };

  const isSent = (factor: SignInFirstFactor) =>
    signIn.firstFactorVerification.strategy === factor.strategy && signIn.firstFactorVerification.status === 'unverified';

  /** After every proof that was right: done, or a code for the second one. */
  const goOn = async () => {
    if (signIn.status === 'complete')
      await signIn.finalize();
    else if (signIn.status === 'needs_second_factor')
      await send(secondFactor);
  };

  const identify = async ({ identifier = '' }: Record<string, string>) => {
    const { error } = await signIn.create({ identifier });
    const [first] = signIn.supportedFirstFactors;
    if (!error && first)
      await choose(first);
  };

  const enterPassword = async ({ password = '' }: Record<string, string>) => {
    const { error } = await signIn.password({ password });
    if (!error)
      await goOn();
  };

  const replacePassword = async ({ password = '', everywhere }: Record<string, string>) => {
    const { error } = await signIn.resetPasswordEmailCode.submitPassword({ password, signOutOfOtherSessions: Boolean(everywhere) });
    if (!error)
      await goOn();
  };

  const verify = async ([code, typed]: [Code, string]) => {
    const { error } = await code.verify(signIn, typed);
    if (!error)
      await goOn();
  };

  const again = <button type="button" className="link" disabled={busy} onClick={() => signIn.reset()}>Start over</button>;
  const common = { errors, busy, readyAt };

  if (signIn.status === 'needs_first_factor') {
    // Where nobody has chosen, as after a reload, it is what a code is on its way for.
    const factors = signIn.supportedFirstFactors;
    const factor = factors.find(({ strategy }) => strategy === (chosen ?? signIn.firstFactorVerification.strategy)) ?? factors[0];
    const code = factor && codes[factor.strategy];
    // Who is at a code already does not need the ways to replace a password.
    const others = factors.filter(other => other !== factor && choice(other) && !(code && other.strategy.startsWith('reset_'))).map(other => (
      <button key={choice(other)} type="button" className="link" disabled={busy} onClick={() => act(choose)(other)}>{choice(other)}</button>
    ));

    if (factor && code) {
      return (
        <CodeForm
          key={factor.strategy} title={code.title} to={destination(factor)} sent={isSent(factor)} {...common}
          onSend={() => act(() => send(code, factor))(null)} onVerify={typed => act(verify)([code, typed])}
        >
          {others}
          {again}
        </CodeForm>
      );
    }

    return (
      <Form key="password" answer={errors} onValues={act(enterPassword)} aria-labelledby="title">
        <h1 id="title">Enter your password</h1>
        <p className="lead">To sign in as <strong>{signIn.identifier}</strong>.</p>
        <Problems of={errors} beside={['password']} />
        {/* For password managers, which keep a password under the name beside it. */}
        <input name="username" autoComplete="username" value={signIn.identifier ?? ''} readOnly hidden />
        <div className="fields">
          <Field label="Password" name="password" type="password" autoComplete="current-password" required autoFocus problem={errors.fields.password} />
        </div>
        <button disabled={busy}>Sign in</button>
        <div className="aside">{others}{again}</div>
      </Form>
    );
  }

  if (signIn.status === 'needs_second_factor') {
    const factor = signIn.supportedSecondFactors.find(({ strategy }) => strategy === 'phone_code');
    return (
      <CodeForm
        key="second" title={secondFactor.title} to={destination(factor)} sent={signIn.secondFactorVerification.status === 'unverified'} {...common}
        onSend={() => act(() => send(secondFactor))(null)} onVerify={typed => act(verify)([secondFactor, typed])}
      >
        {again}
      </CodeForm>
    );
  }

  if (signIn.status === 'needs_new_password') {
    return (
      <Form key="new password" answer={errors} onValues={act(replacePassword)} aria-labelledby="title">
        <h1 id="title">Choose a new password</h1>
        <p className="lead">It takes the place of the one you forgot.</p>
        <Problems of={errors} beside={['password']} />
        <div className="fields">
          <Field label="New password" name="password" type="password" autoComplete="new-password" required autoFocus problem={errors.fields.password} />
          <Field label="Sign out everywhere else" name="everywhere" type="checkbox" defaultChecked />
        </div>
        <button disabled={busy}>Save and sign in</button>
        <div className="aside">{again}</div>
      </Form>
    );
  }

  return (
    <Form key="start" answer={errors} onValues={act(identify)} aria-labelledby="title">
      <h1 id="title">Sign in</h1>
      <p className="lead">With whatever you signed up with.</p>
      <Problems of={errors} beside={['identifier']} />
      <div className="fields">
        <Field
          label="Email address, phone number or username" name="identifier" autoComplete="username" autoCapitalize="none" spellCheck={false}
          required problem={errors.fields.identifier}
        />
      </div>
      <button disabled={busy}>Continue</button>
      <Providers busy={busy} problem={signIn.firstFactorVerification.error} onChoose={act(async way => { await signIn.sso(way); })} />
      <div className="aside"><span>No account yet? <a href="#sign-up">Create one</a></span></div>
    </Form>
  );
}
