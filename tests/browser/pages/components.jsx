// The prebuilt components, as a page has them that says nothing but which: their scripts come from the backend.
import { ClerkProvider, SignIn, SignUp, UserButton, UserProfile } from '@clerk/react';
import { createRoot } from 'react-dom/client';

const shown = {
  '/components/sign-in': <SignIn routing="hash" signUpUrl="/components/sign-up" fallbackRedirectUrl="/components/user-button" signUpFallbackRedirectUrl="/components/user-button" />,
  '/components/sign-up': <SignUp routing="hash" signInUrl="/components/sign-in" fallbackRedirectUrl="/components/user-button" signInFallbackRedirectUrl="/components/user-button" />,
  '/components/user-button': <UserButton userProfileMode="navigation" userProfileUrl="/components/user-profile" afterSwitchSessionUrl="/components/user-button?switched" />,
  '/components/user-profile': <UserProfile routing="hash" />,
};

createRoot(document.getElementById('root')).render(
  <ClerkProvider
    publishableKey={import.meta.env.VITE_CLERK_PUBLISHABLE_KEY} proxyUrl="/__clerk" telemetry={false}
    signInUrl="/components/sign-in" signUpUrl="/components/sign-up" afterSignOutUrl="/components/sign-in"
  >
    {shown[location.pathname]}
  </ClerkProvider>,
);
