import { AuthenticateWithRedirectCallback } from '@clerk/react';
import type { OAuthStrategy } from '@clerk/react/types';
import type { Problem } from './fields';

/** The providers that the instance has, by the names on their buttons (VITE_PROVIDERS, such as `Google,GitHub`); in small letters they are strategies. */
const names = String(import.meta.env.VITE_PROVIDERS ?? '').split(',').map(name => name.trim()).filter(Boolean);

const callback = '/sso-callback';

type ProvidersProps = {
  busy: boolean;
  /** Why the last try came to nothing. */
  problem: Problem;
  /** Leads out, by `sso()` of the sign-in or the sign-up. */
  onChoose: (way: { strategy: OAuthStrategy; redirectUrl: string; redirectCallbackUrl: string }) => void;
};

/** A button for each provider. Nothing comes back to this page: people are led to `/sso-callback`, or home where nothing is left to do. */
export function Providers({ busy, problem, onChoose }: ProvidersProps) {
  return names.length > 0 ? (
    <div className="providers">
      {problem && <p className="problem" role="alert">{problem.longMessage ?? problem.message}</p>}
      {names.map(name => (
        <button
          key={name} type="button" className="secondary" disabled={busy}
          onClick={() => onChoose({ strategy: `oauth_${name.toLowerCase()}` as OAuthStrategy, redirectUrl: '/', redirectCallbackUrl: callback })}
        >
          Continue with {name}
        </button>
      ))}
    </div>
  ) : null;
}

/** Whether this is the page that people come back to with something left to do. */
export const isBack = () => location.pathname === callback;

/** Goes on as a sign-in or a sign-up, whichever it turned out to be, or back to where somebody said no. */
export function Back() {
  return (
    <>
      <p role="status">One moment …</p>
      <AuthenticateWithRedirectCallback signInUrl="/#sign-in" secondFactorUrl="/#sign-in" signUpUrl="/#sign-up" continueSignUpUrl="/#sign-up" />
    </>
  );
}
