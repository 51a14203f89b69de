import { ClerkFailed, ClerkLoading, Show } from '@clerk/react';
import { useSyncExternalStore } from 'react';
import { Account } from './Account';
import { Back, isBack } from './Providers';
import { SignIn } from './SignIn';
import { SignUp } from './SignUp';
import './styles.css';

export function App() {
  const hash = useSyncExternalStore(onHashChange, () => location.hash);
  return (
    <main className="card">
      <ClerkLoading>
        <p role="status">One moment …</p>
      </ClerkLoading>
      <ClerkFailed>
        <p role="alert" className="problem">We cannot reach the sign-in right now. Is FuncAuth running?</p>
      </ClerkFailed>
      <Show when="signed-out">
        {isBack() ? <Back /> : hash === '#sign-in' ? <SignIn /> : <SignUp />}
      </Show>
      <Show when="signed-in">
        <Account />
      </Show>
    </main>
  );
}

function onHashChange(changed: () => void) {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
