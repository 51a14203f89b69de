import { ClerkProvider } from '@clerk/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    {/* prefetchUI={false}: the forms are our own, so Clerk's prebuilt ones need not be loaded. */}
    <ClerkProvider publishableKey={import.meta.env.VITE_CLERK_PUBLISHABLE_KEY} proxyUrl="/__clerk" prefetchUI={false} telemetry={false}>
      <App />
    </ClerkProvider>
  </StrictMode>,
);
