// The story of one account in a real browser: sign up over three calls, stay signed in, be believed by a server, sign out.
// Environment: BASE (the backend, say http://localhost:7071), PUBLISHABLE_KEY, SECRET_KEY; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { createClerkClient, verifyToken } from '@clerk/backend';
import { anotherThan, codeSentTo } from './lib/messages.mjs';
import { check, equal, setting, story } from './lib/story.mjs';
import { serveTestPage } from './lib/test-page.mjs';

await story(async ({ base, page, context, traffic, step, picture }) => {
  const publishableKey = setting('PUBLISHABLE_KEY');
  const secretKey = setting('SECRET_KEY');
  const run = randomBytes(6).toString('hex');
  const emailAddress = `jo.${run}@example.com`;
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;

  const site = await serveTestPage({ base, publishableKey });
  traffic.allowOnly(site.origin);
  try {
    const loaded = async () => {
      await page.waitForFunction(() => window.loadError || window.Clerk?.loaded);
      equal(await page.evaluate(() => window.loadError), null, 'loading the client library');
      // Degraded is what it calls itself when the environment or the client could not be had.
      equal(await page.evaluate(() => Clerk.status), 'ready', 'Clerk.status');
    };

    // What the page's own objects say, not what a call returned: piggy-backed answers must have reached them.
    const signUp = () => page.evaluate(() => {
      const { id, status, missingFields, unverifiedFields, createdSessionId, createdUserId, verifications } = Clerk.client.signUp;
      const { status: verification, attempts } = verifications.emailAddress;
      return { id, status, missingFields, unverifiedFields, createdSessionId, createdUserId, verification, attempts };
    });

    const signedIn = () => page.evaluate(() => ({
      session: Clerk.session?.id ?? null,
      status: Clerk.session?.status ?? null,
      user: Clerk.user?.id ?? null,
      emailAddress: Clerk.user?.primaryEmailAddress?.emailAddress ?? null,
    }));

    await step('the page loads the client library from the backend', async () => {
      await page.goto(site.origin);
      await loaded();
      equal(await signedIn(), { session: null, status: null, user: null, emailAddress: null }, 'who is signed in');
      return await page.evaluate(() => `clerk-js ${Clerk.version}, ${Clerk.status}`);
    });
    await picture('1-loaded');

    let attempt;
    await step('signUp.create with an e-mail address', async () => {
      const returned = await page.evaluate(async emailAddress => {
        const { id, status, missingFields, unverifiedFields } = await Clerk.client.signUp.create({ emailAddress });
        return { id, status, missingFields, unverifiedFields };
      }, emailAddress);
      attempt = returned.id;
      equal(returned.status, 'missing_requirements', 'status');
      check(returned.missingFields.includes('password'), 'missingFields lacks password', returned);
      check(returned.unverifiedFields.includes('email_address'), 'unverifiedFields lacks email_address', returned);
      equal((await signUp()).id, attempt, 'Clerk.client.signUp');
      return returned.id;
    });

    await step('signUp.update with a password', async () => {
      await page.evaluate(password => Clerk.client.signUp.update({ password }).then(() => {}), password);
      const now = await signUp();
      equal(now.id, attempt, 'the sign-up');
      equal(now.status, 'missing_requirements', 'status');
      equal(now.missingFields, [], 'missingFields');
      equal(now.unverifiedFields, ['email_address'], 'unverifiedFields');
    });

    let code;
    await step('prepareEmailAddressVerification sends a code', async () => {
      await page.evaluate(() => Clerk.client.signUp.prepareEmailAddressVerification({ strategy: 'email_code' }).then(() => {}));
      const now = await signUp();
      equal(now.verification, 'unverified', 'verification');
      equal(now.attempts, 0, 'attempts');
      code = await codeSentTo(base, emailAddress);
      check(/^\d{6}$/.test(code), 'the code is not six digits', code);
    });

    await step('a wrong code is refused and counted', async () => {
      const refusal = await page.evaluate(async code => {
        try {
          await Clerk.client.signUp.attemptEmailAddressVerification({ code });
          return null;
        } catch (error) {
          return { status: error.status, errors: (error.errors ?? []).map(({ code, meta }) => ({ code, paramName: meta?.paramName })), message: error.message };
        }
      }, anotherThan(code));
      check(refusal, 'the wrong code was accepted');
      equal(refusal.errors, [{ code: 'form_code_incorrect', paramName: 'code' }], 'errors');
      equal(refusal.status, 422, 'status');
      const now = await signUp();
      equal(now.attempts, 1, 'verifications.emailAddress.attempts');
      equal(now.status, 'missing_requirements', 'status');
    });

    let session, user;
    await step('the right code completes the sign-up', async () => {
      const returned = await page.evaluate(async code => {
        const { status, createdSessionId, createdUserId } = await Clerk.client.signUp.attemptEmailAddressVerification({ code });
        return { status, createdSessionId, createdUserId };
      }, code);
      equal(returned.status, 'complete', 'status');
      check(returned.createdSessionId && returned.createdUserId, 'createdSessionId and createdUserId are not both set', returned);
      ({ createdSessionId: session, createdUserId: user } = returned);
      return `${user}, ${session}`;
    });

    await step('setActive signs the page in', async () => {
      await page.evaluate(session => Clerk.setActive({ session }), session);
      equal(await signedIn(), { session, status: 'active', user, emailAddress }, 'who is signed in');
    });

    await step('the client cookie is out of reach for scripts', async () => {
      const cookie = (await context.cookies(base)).find(({ name }) => name === '__client');
      check(cookie, 'there is no __client cookie', (await context.cookies(base)).map(({ name }) => name));
      equal([cookie.httpOnly, cookie.sameSite, cookie.path, cookie.secure], [true, 'Lax', '/', base.startsWith('https:')], 'HttpOnly, SameSite, Path, Secure');
    });
    await picture('2-signed-up');

    await step('the session outlives a reload', async () => {
      await page.reload();
      await loaded();
      equal(await signedIn(), { session, status: 'active', user, emailAddress }, 'who is signed in');
    });

    let token;
    await step('a server verifies the token with /v1/jwks', async () => {
      token = await page.evaluate(() => Clerk.session.getToken());
      check(typeof token === 'string' && token.split('.').length === 3, 'getToken() gave no JWT', token);
      const claims = await verifyToken(token, { secretKey, apiUrl: base, authorizedParties: [site.origin] });
      equal([claims.sub, claims.sid, claims.azp], [user, session, site.origin], 'sub, sid, azp');
      return `expires ${claims.exp - claims.iat} s after it was issued`;
    });

    await step('getToken with skipCache gets one from the backend', async () => {
      const before = traffic.calls.length;
      const fresh = await page.evaluate(() => Clerk.session.getToken({ skipCache: true }));
      const claims = await verifyToken(fresh, { secretKey, apiUrl: base });
      equal([claims.sub, claims.sid, claims.azp], [user, session, site.origin], 'sub, sid, azp');
      check(traffic.calls.slice(before).some(call => call.startsWith(`200 POST /v1/client/sessions/${session}/tokens`)), 'no call to …/tokens was seen', traffic.calls.slice(before));
    });

    await step('authenticateRequest believes a bearer token, and not a forged one', async () => {
      const clerk = createClerkClient({ secretKey, publishableKey, apiUrl: base, telemetry: { disabled: true } });
      const ask = bearer => clerk.authenticateRequest(
        new Request(`${site.origin}/api`, { headers: { authorization: `Bearer ${bearer}` } }), { authorizedParties: [site.origin] });

      const right = await ask(token);
      check(right.isAuthenticated, 'the token was not accepted', right.message || right.reason);
      equal([right.toAuth().userId, right.toAuth().sessionId], [user, session], 'userId, sessionId');

      const [header, payload, signature] = token.split('.');
      const claims = { ...JSON.parse(Buffer.from(payload, 'base64url')), sub: 'user_somebody_else' };
      const forged = await ask([header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.'));
      check(!forged.isAuthenticated, 'a forged token was accepted');
    });
    await picture('3-signed-in-after-reload');

    await step('signOut ends the session', async () => {
      // It may leave the page, which would take a returned promise along.
      await Promise.all([
        page.waitForResponse(response => response.url().startsWith(`${base}/v1/client/sessions?`) && response.url().includes('_method=DELETE') && response.ok()),
        page.evaluate(() => { void Clerk.signOut(); }),
      ]);
      await page.waitForFunction(() => window.Clerk?.loaded && Clerk.user === null);
    });

    await step('and it stays ended after a reload', async () => {
      await page.reload();
      await loaded();
      equal(await signedIn(), { session: null, status: null, user: null, emailAddress: null }, 'who is signed in');
      equal(await page.evaluate(() => Clerk.client.sessions.length), 0, 'sessions');
    });
    await picture('4-signed-out');

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
