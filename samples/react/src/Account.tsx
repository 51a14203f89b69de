import { useAuth, useClerk, useUser } from '@clerk/react';
import { isClerkAPIResponseError } from '@clerk/react/errors';
import type { PhoneNumberResource } from '@clerk/react/types';
import { useState } from 'react';
import { useAct } from './steps';

export function Account() {
  const { user } = useUser();
  const { sessionId, getToken } = useAuth();
  const { signOut } = useClerk();
  const [token, setToken] = useState<string | null>(null);
  if (!user)
    return null;

  return (
    <section aria-labelledby="welcome">
      <h1 id="welcome">Welcome{user.firstName ? `, ${user.firstName}` : ''}</h1>
      <p className="lead">Your account is ready and you are signed in.</p>
      <dl>
        {user.primaryEmailAddress && <Item term="Email address" text={user.primaryEmailAddress.emailAddress} />}
        {user.primaryPhoneNumber && <Item term="Phone number" text={user.primaryPhoneNumber.phoneNumber} />}
        {user.username && <Item term="Username" text={user.username} />}
        <Item term="User" text={user.id} code />
        <Item term="Session" text={sessionId ?? ''} code />
        {token && <Item term="Session token, for your backend" text={token} code />}
      </dl>
      {user.phoneNumbers.filter(number => number.verification.status === 'verified').map(number => <SecondFactor key={number.id} number={number} />)}
      <div className="actions">
        <button type="button" className="secondary" onClick={async () => setToken(await getToken())}>Get a token</button>
        <button type="button" onClick={() => signOut()}>Sign out</button>
      </div>
    </section>
  );
}

/** Keeps a number for the second factor: from then on every sign-in asks for a code that is sent there. */
function SecondFactor({ number }: { number: PhoneNumberResource }) {
  const [acting, act] = useAct();
  const [problem, setProblem] = useState<string | null>(null);
  const id = `second-factor-${number.id}`;

  const reserve = async (reserved: boolean) => {
    setProblem(null);
    try {
      await number.setReservedForSecondFactor({ reserved });
    } catch (error) {
      const [first] = isClerkAPIResponseError(error) ? error.errors : [];
      setProblem(first?.longMessage ?? String(error));
    }
  };

  return (
    <div className="field">
      <input
        id={id} type="checkbox" role="switch" checked={number.reservedForSecondFactor} disabled={acting} aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={({ target }) => act(reserve)(target.checked)}
      />
      <label htmlFor={id}>Ask for a code sent to {number.phoneNumber} at every sign-in</label>
      {problem && <p className="problem" id={`${id}-problem`} role="alert">{problem}</p>}
    </div>
  );
}

function Item({ term, text, code = false }: { term: string; text: string; code?: boolean }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{code ? <code>{text}</code> : text}</dd>
    </div>
  );
}
