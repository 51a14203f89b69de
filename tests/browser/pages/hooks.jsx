// The sample's forms with the client library as a constructor from npm, and what the hooks say where a test can see it.
import { Clerk } from '@clerk/clerk-js';
import { AuthenticateWithRedirectCallback, ClerkProvider, useAuth, useSessionList, useSignIn, useSignUp, useUser } from '@clerk/react';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../../../samples/react/src/App';
import { pagesBack } from '../lib/pages-back.mjs';

function Probe() {
  const { signUp, errors: ofSignUp, fetchStatus: signUpStatus } = useSignUp();
  const { signIn, errors: ofSignIn, fetchStatus: signInStatus } = useSignIn();
  const { user, isLoaded } = useUser();
  const { getToken, isSignedIn, sessionId } = useAuth();
  const { sessions } = useSessionList();
  useEffect(() => {
    window.hooks = {
      signUp, signIn, user, isLoaded, isSignedIn, sessionId, sessions, getToken,
      fetchStatus: [signUpStatus, signInStatus].includes('fetching') ? 'fetching' : 'idle',
      errorsOf: attempt => attempt === signIn ? ofSignIn : ofSignUp,
    };
  });
  return null;
}

const root = document.getElementById('root');
createRoot(root).render(
  <ClerkProvider Clerk={Clerk} publishableKey={import.meta.env.VITE_CLERK_PUBLISHABLE_KEY} proxyUrl={root.dataset.base} telemetry={false}>
    {location.pathname === '/hooks/sso-callback' ? <AuthenticateWithRedirectCallback {...pagesBack('/hooks', '#sign-in')} /> : <App />}
    <Probe />
  </ClerkProvider>,
);
