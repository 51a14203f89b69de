// A server of somebody else that protects its routes with the official package for Express, and a page of it in a real browser.
// Environment: BASE, PUBLISHABLE_KEY, SECRET_KEY; in production PORT, where the instance lets pages be; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { createClerkClient } from '@clerk/backend';
import { haveAccount } from './lib/account.mjs';
import { at } from './lib/clock.mjs';
import { serveExpressSite } from './lib/express-site.mjs';
import { Person } from './lib/person.mjs';
import { check, equal, setting, story } from './lib/story.mjs';

await story(async ({ base, page, context, another, traffic, step, picture }) => {
  const [publishableKey, secretKey] = [setting('PUBLISHABLE_KEY'), setting('SECRET_KEY')];
  const production = publishableKey.startsWith('pk_live_');
  const run = randomBytes(4).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const site = await serveExpressSite({ base, publishableKey, secretKey });
  traffic.allowOnly(site.origin);

  try {
    const nina = await haveAccount(base, site.origin, { emailAddress: `nina.${run}@example.com`, password });
    const somebody = browser => new Person({ base, kind: 'clerk-js', origin: site.origin, attempt: 'signIn', ...browser }).open();
    const signIn = async person => {
      await person.does('password', { identifier: nina.emailAddress, password });
      await person.does('finalize');
      const { user, session } = await person.signedIn();
      equal(user, nina.user, 'who is signed in');
      return session;
    };

    // As a script of the page asks its own server: cookies come along by themselves, a token where it is given.
    const ask = (person, { token, method = 'GET' } = {}) => person.page.evaluate(async ([token, method]) => {
      const response = await fetch('/api/me', { method, headers: token ? { authorization: `Bearer ${token}` } : {} });
      return [response.status, response.headers.get('x-clerk-auth-reason'), await response.json()];
    }, [token, method]);
    const tokenOf = person => person.page.evaluate(() => Clerk.session.getToken());
    const unauthorized = reason => [401, reason, { error: 'Unauthorized' }];
    const nobody = production ? 'session-token-and-uat-missing' : 'dev-browser-missing';

    const person = await somebody({ page, context });
    await step('who is not signed in is refused', async () => {
      equal(await ask(person), unauthorized(nobody), 'the answer');
    });

    let session;
    await step('whoever has signed in is let in with a token, and the server knows who it is', async () => {
      session = await signIn(person);
      const token = await tokenOf(person);
      equal(await ask(person, { token }), [200, null, { userId: nina.user, sessionId: session }], 'the answer');
      equal((await ask(person, { token, method: 'POST' }))[0], 200, 'the answer to a POST');
    });

    await step(production ? 'the cookie alone is enough' : 'the cookie alone is not, on a development instance, and the reason says why', async () => {
      const cookies = (await context.cookies(site.origin)).map(({ name }) => name);
      check(cookies.includes('__session') && cookies.includes('__client_uat'), 'the client library keeps other cookies', cookies);
      equal(await ask(person), production ? [200, null, { userId: nina.user, sessionId: session }] : unauthorized(nobody), 'the answer');
    });

    if (production) {
      await step('a page of the server opens at once, without a redirect', async () => {
        const opened = await page.goto(`${site.origin}/api/me`);
        equal([opened.status(), await opened.json(), opened.request().redirectedFrom()], [200, { userId: nina.user, sessionId: session }, null], 'the answer');
        await person.open();
      });
    }

    const sdk = createClerkClient({ publishableKey, secretKey, apiUrl: base, telemetry: { disabled: true } });
    const uat = async () => (await context.cookies(site.origin)).find(({ name }) => name === '__client_uat').value;
    const judge = async (headers, options) => {
      const state = await sdk.authenticateRequest(new Request(`${site.origin}/api/me`, { headers }), options);
      return [state.status, state.reason, state.toAuth()?.userId ?? null];
    };
    const byToken = token => judge({ authorization: `Bearer ${token}` });

    await step('authenticateRequest takes the token and the cookie for what they are', async () => {
      const token = await tokenOf(person);
      equal(await byToken(token), ['signed-in', null, nina.user], 'a token');
      // A development instance knows browsers by one cookie more, which those who have been through its handshake have.
      const cookie = `__session=${token}; __client_uat=${await uat()}${production ? '' : '; __clerk_db_jwt=dvb_1'}`;
      equal(await judge({ cookie }), ['signed-in', null, nina.user], 'cookies');
      equal(await judge({ cookie }, { authorizedParties: [site.origin] }), ['signed-in', null, nina.user], 'cookies of the page that may');
      equal(await judge({ cookie }, { authorizedParties: ['https://elsewhere.example'] }), ['signed-out', 'token-invalid-authorized-parties', null], 'cookies of another page');
    });

    await step('what is no token of this instance is refused, and the reason says why', async () => {
      const [header, payload, signature] = (await tokenOf(person)).split('.');
      const encode = what => Buffer.from(JSON.stringify(what)).toString('base64url');
      const decode = text => JSON.parse(Buffer.from(text, 'base64url'));
      const refused = async (token, reason) => equal(await byToken(token), ['signed-out', reason, null], `what is said of ${token.slice(0, 20)}…`);
      await refused('nonsense', 'token-invalid');
      await refused([header, encode({ ...decode(payload), sub: 'user_somebody' }), signature].join('.'), 'token-invalid-signature');
      await refused([encode({ ...decode(header), alg: 'none' }), payload, ''].join('.'), 'token-invalid-algorithm');
      await refused([encode({ ...decode(header), kid: 'ins_another' }), payload, signature].join('.'), 'jwk-kid-mismatch');
    });

    await step('a wrong secret key lets nobody in', async () => {
      const other = createClerkClient({ publishableKey, secretKey: `${secretKey.slice(0, -4)}zzzz`, apiUrl: base, telemetry: { disabled: true } });
      const state = await other.authenticateRequest(new Request(site.origin, { headers: { authorization: `Bearer ${await tokenOf(person)}` } }));
      equal([state.status, state.reason], ['signed-out', 'secret-key-invalid'], 'the state');
    });

    // Past the minute of a token, and the five seconds that the package allows a clock to be off.
    const whenItIsOver = 66;
    const expired = 'session-token-expired-refresh-non-eligible-no-refresh-cookie';
    await step('a session that was revoked elsewhere ends here when its last token is over', async () => {
      const elsewhere = await somebody(await another());
      await signIn(elsewhere);
      const token = await tokenOf(person);
      await elsewhere.page.evaluate(async id => {
        const sessions = await Clerk.user.getSessions();
        await sessions.find(session => session.id === id).revoke();
      }, session);
      equal((await ask(person, { token }))[0], 200, 'a token that is not over');
      equal(await at(whenItIsOver, () => ask(person, { token })), unauthorized(expired), 'the answer a minute later');
      // No new one is given, and the library tells the page.
      await page.evaluate(() => { Clerk.session.getToken({ skipCache: true }).catch(() => {}); });
      await page.waitForFunction(() => Clerk.user === null);
      equal(await ask(elsewhere, { token: await tokenOf(elsewhere) }).then(([status]) => status), 200, 'the answer to whoever revoked it');
    });

    await step('signing out takes the cookie along; a token that somebody kept is over a minute later', async () => {
      await person.open();
      await signIn(person);
      const token = await tokenOf(person);
      await person.signsOut();
      equal(await ask(person), unauthorized(nobody), 'the answer to the page');
      equal((await ask(person, { token }))[0], 200, 'a token that is not over');
      equal(await at(whenItIsOver, () => ask(person, { token })), unauthorized(expired), 'the answer a minute later');
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
