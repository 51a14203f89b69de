import { ClerkFailed, ClerkLoading, Show } from '@clerk/react';
import { Account } from './Account';
import { SignUp } from './SignUp';
import './styles.css';

export function App() {
  return (
    <main className="card">
      <ClerkLoading>
        <p role="status">One moment …</p>
      </ClerkLoading>
      <ClerkFailed>
        <p role="alert" className="problem">We cannot reach the sign-up right now. Is FuncAuth running?</p>
      </ClerkFailed>
      <Show when="signed-out">
        <SignUp />
      </Show>
      <Show when="signed-in">
        <Account />
      </Show>
    </main>
  );
}
