// Two people in one browser: both signed in, switching between them, one signed out, all signed out.
// Environment: BASE (a host where FuncAuth:Instance:SingleSession is false), PUBLISHABLE_KEY, SECRET_KEY, CLIENT (hooks or clerk-js);
// optional CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { verifyToken } from '@clerk/backend';
import { haveAccount } from './lib/account.mjs';
import { Person } from './lib/person.mjs';
import { serveReactSite } from './lib/react-site.mjs';
import { check, equal, setting, story } from './lib/story.mjs';
import { serveTestPage } from './lib/test-page.mjs';

await story(async ({ base, page, context, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const publishableKey = setting('PUBLISHABLE_KEY');
  const secretKey = setting('SECRET_KEY');
  const kind = setting('CLIENT');
  const serve = { hooks: serveReactSite, 'clerk-js': serveTestPage }[kind];
  check(serve, `CLIENT is ${kind}, neither hooks nor clerk-js.`);
  const site = await serve({ base, publishableKey });
  traffic.allowOnly(site.origin);
  try {
    const browser = new Person({ base, kind, page, context, origin: site.origin, attempt: 'signIn' });
    const account = name => haveAccount(base, site.origin, { emailAddress: `${name}.${run}@example.com`, password });
    const [jos, kims] = [await account('jo'), await account('kim')];

    const sessions = () => page.evaluate(() => Clerk.client.sessions.map(session => [session.user.id, session.id]));
    const signIn = async ({ emailAddress }) => {
      const { createdSessionId } = await browser.does('password', { identifier: emailAddress, password });
      await browser.does('finalize');
      return createdSessionId;
    };
    const isSignedIn = async (user, session) => {
      const now = await browser.signedIn();
      equal([now.user, now.session], [user, session], 'who is signed in');
      if (kind === 'hooks') {
        await page.waitForFunction(session => hooks.sessionId === session, session);
        equal(await page.evaluate(() => [hooks.user?.id ?? null, hooks.isSignedIn]), [user, user !== null], 'useUser and useAuth');
      }
    };

    let jo, kim;
    await step('one signs in, and then another, who is the active one', async () => {
      await browser.open();
      jo = await signIn(jos);
      await isSignedIn(jos.user, jo);
      kim = await signIn(kims);
      await isSignedIn(kims.user, kim);
      equal((await sessions()).sort(), [[jos.user, jo], [kims.user, kim]].sort(), 'Clerk.client.sessions');
      if (kind === 'hooks')
        equal(await page.evaluate(() => hooks.sessions.length), 2, 'useSessionList');
    });
    await picture(`multi-session-${kind}-two`);

    await step('the same person again is told where the session is', async () => {
      await browser.isRefused('password', { identifier: jos.emailAddress, password }, 400, 'identifier_already_signed_in');
      const about = await page.evaluate(async ([identifier, password]) => {
        try {
          await Clerk.client.signIn.create({ strategy: 'password', identifier, password });
        } catch (error) {
          return error.errors[0].meta.sessionId;
        }
      }, [jos.emailAddress, password]);
      equal(about, jo, 'meta.sessionId');
    });

    await step('each session has tokens of its own', async () => {
      for (const [user, session] of [[jos.user, jo], [kims.user, kim]]) {
        const token = await page.evaluate(id => Clerk.client.sessions.find(session => session.id === id).getToken({ skipCache: true }), session);
        const claims = await verifyToken(token, { secretKey, apiUrl: base, authorizedParties: [site.origin] });
        equal([claims.sub, claims.sid], [user, session], 'sub and sid');
      }
    });

    await step('setActive switches, and it lasts over a reload', async () => {
      await page.evaluate(session => Clerk.setActive({ session }), jo);
      await isSignedIn(jos.user, jo);
      await browser.reload();
      await isSignedIn(jos.user, jo);
      equal((await sessions()).length, 2, 'sessions');
      await page.evaluate(session => Clerk.setActive({ session }), kim);
      await isSignedIn(kims.user, kim);
    });

    await step('a proof of who is signed in already opens nothing to the other', async () => {
      const me = session => browser.asks(`/v1/me?_clerk_session_id=${session}`).then(({ text }) => JSON.parse(text).response.id);
      equal([await me(jo), await me(kim)], [jos.user, kims.user], 'whose /v1/me it is');
    });

    await step('one is signed out, the other stays', async () => {
      await browser.signsOut({ sessionId: kim });
      await isSignedIn(jos.user, jo);
      equal(await sessions(), [[jos.user, jo]], 'Clerk.client.sessions');
      equal((await browser.asks(`/v1/client/sessions/${kim}/tokens`, {})).status, 401, 'the status of a token for who has gone');
    });

    await step('and can come back', async () => {
      const again = await signIn(kims);
      check(again !== kim, 'it is the old session', again);
      await isSignedIn(kims.user, again);
    });

    await step('all are signed out at once, in every tab', async () => {
      const tab = await context.newPage();
      await tab.goto(page.url());
      await tab.waitForFunction(() => window.Clerk?.loaded && Clerk.user);
      const alive = (await sessions()).map(([, session]) => session);
      await browser.signsOut();
      await isSignedIn(null, null);
      equal(await sessions(), [], 'Clerk.client.sessions');
      await tab.waitForFunction(() => window.Clerk?.loaded && Clerk.user === null);
      for (const session of alive)
        equal((await browser.asks(`/v1/client/sessions/${session}/tokens`, {})).status, 401, 'the status of a token');
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
