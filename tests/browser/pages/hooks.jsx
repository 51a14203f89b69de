// The sample's form with the client library as a constructor from npm, and what the hooks say where a test can see it.
import { Clerk } from '@clerk/clerk-js';
import { ClerkProvider, useAuth, useSignUp, useUser } from '@clerk/react';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../../../samples/react/src/App';

function Probe() {
  const { signUp, errors, fetchStatus } = useSignUp();
  const { user, isLoaded } = useUser();
  const { getToken, isSignedIn } = useAuth();
  useEffect(() => {
    window.hooks = { signUp, errors, fetchStatus, user, isLoaded, isSignedIn, getToken };
  });
  return null;
}

const root = document.getElementById('root');
createRoot(root).render(
  <ClerkProvider Clerk={Clerk} publishableKey={import.meta.env.VITE_CLERK_PUBLISHABLE_KEY} proxyUrl={root.dataset.base} telemetry={false}>
    <App />
    <Probe />
  </ClerkProvider>,
);
