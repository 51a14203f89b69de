import type { SignInErrors, SignInFirstFactor, SignInFutureResource as Attempt } from '@clerk/react/types';
import type { ReactNode } from 'react';
import { CodeField, Form } from './fields';
import { Resend } from './Resend';
import { Problems } from './steps';

/** A proof that is a code: how it is asked for and how it is answered. */
export type Code = {
  title: string;
  send: (signIn: Attempt, factor?: SignInFirstFactor) => Answer;
  verify: (signIn: Attempt, code: string) => Answer;
};

type Answer = ReturnType<Attempt['create']>;

/** The codes that can be a first factor, by their strategy. */
export const codes: Partial<Record<string, Code>> = {
  email_code: {
    title: 'Check your email',
    send: (signIn, factor) => signIn.emailCode.sendCode(factor && 'emailAddressId' in factor ? { emailAddressId: factor.emailAddressId } : {}),
    verify: (signIn, code) => signIn.emailCode.verifyCode({ code }),
  },
  phone_code: {
    title: 'Check your phone',
    send: (signIn, factor) => signIn.phoneCode.sendCode(factor && 'phoneNumberId' in factor ? { phoneNumberId: factor.phoneNumberId } : {}),
    verify: (signIn, code) => signIn.phoneCode.verifyCode({ code }),
  },
  reset_password_email_code: {
    title: 'Reset your password',
    send: signIn => signIn.resetPasswordEmailCode.sendCode(),
    verify: (signIn, code) => signIn.resetPasswordEmailCode.verifyCode({ code }),
  },
  reset_password_phone_code: {
    title: 'Reset your password',
    send: signIn => signIn.resetPasswordPhoneCode.sendCode(),
    verify: (signIn, code) => signIn.resetPasswordPhoneCode.verifyCode({ code }),
  },
};

/** The second factor of whoever turned one on. */
export const secondFactor: Code = {
  title: 'One more step',
  send: signIn => signIn.mfa.sendPhoneCode(),
  verify: (signIn, code) => signIn.mfa.verifyPhoneCode({ code }),
};

/** Where the code of a factor goes, as it may be shown. */
export const destination = (factor: object | undefined) => factor && 'safeIdentifier' in factor ? String(factor.safeIdentifier) : '';

/** What the button says that chooses a factor. */
export const choice = (factor: SignInFirstFactor) => ({
  password: 'Use your password',
  email_code: `Email a code to ${destination(factor)}`,
  phone_code: `Text a code to ${destination(factor)}`,
  reset_password_email_code: 'Forgot your password? Reset it by email',
  reset_password_phone_code: 'Forgot your password? Reset it by phone',
} as Record<string, string>)[factor.strategy];

type CodeFormProps = {
  title: string;
  to: string;
  sent: boolean;
  errors: SignInErrors;
  busy: boolean;
  readyAt: number;
  onSend: () => void;
  onVerify: (code: string) => void;
  children: ReactNode;
};

/** Asks for a code, or for leave to send one. */
export function CodeForm({ title, to, sent, errors, busy, readyAt, onSend, onVerify, children }: CodeFormProps) {
  return (
    <Form answer={errors} onValues={({ code = '' }) => sent ? onVerify(code) : onSend()} aria-labelledby="title">
      <h1 id="title">{title}</h1>
      <p className="lead">{sent ? 'We sent a code to' : 'We will send a code to'} <strong>{to}</strong>.</p>
      <Problems of={errors} beside={sent ? ['code'] : []} />
      {sent && <CodeField problem={errors.fields.code} />}
      <button disabled={busy}>{sent ? 'Verify' : 'Send a code'}</button>
      <div className="aside">
        {sent && <Resend readyAt={readyAt} disabled={busy} onResend={onSend} />}
        {children}
      </div>
    </Form>
  );
}
