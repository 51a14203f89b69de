import { codesSentTo } from './messages.mjs';
import { check } from './story.mjs';

/** Makes an account as a page would, without one: how people sign up is told elsewhere. */
export async function haveAccount(base, origin, { emailAddress, phoneNumber, ...more }) {
  let cookie = '';
  const post = async (path, form) => {
    const response = await fetch(base + path, { method: 'POST', headers: { origin, cookie }, body: new URLSearchParams(form) });
    cookie = response.headers.getSetCookie().map(set => set.split(';')[0]).join('; ') || cookie;
    const text = await response.text();
    check(response.ok, `POST ${path} was refused`, `${response.status} ${text}`);
    return JSON.parse(text).response;
  };

  const snakeCase = name => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  const form = Object.fromEntries(Object.entries(more).map(([name, value]) => [snakeCase(name), value]));
  let signUp = await post('/v1/client/sign_ups', { email_address: emailAddress, ...phoneNumber && { phone_number: phoneNumber }, ...form });
  for (const [address, strategy] of [[emailAddress, 'email_code'], [phoneNumber, 'phone_code']].filter(([address]) => address)) {
    const path = `/v1/client/sign_ups/${signUp.id}`;
    await post(`${path}/prepare_verification`, { strategy });
    signUp = await post(`${path}/attempt_verification`, { strategy, code: (await codesSentTo(base, address, 1))[0] });
  }

  check(signUp.status === 'complete', 'the sign-up is not complete', signUp);
  return { user: signUp.created_user_id, emailAddress, phoneNumber, ...more };
}
