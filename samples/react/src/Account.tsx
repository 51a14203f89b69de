import { useAuth, useClerk, useUser } from '@clerk/react';
import { useState } from 'react';

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
      <div className="actions">
        <button type="button" className="secondary" onClick={async () => setToken(await getToken())}>Get a token</button>
        <button type="button" onClick={() => signOut()}>Sign out</button>
      </div>
    </section>
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
