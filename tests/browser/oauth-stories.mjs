// Signing up and in by providers that are not ours, through the client library or through the hooks of the React library.
// Environment: BASE, PUBLISHABLE_KEY, SECRET_KEY, PROVIDERS, CLIENT (hooks or clerk-js); optional CHROME_PATH, SCREENSHOTS.
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyToken } from '@clerk/backend';
import { haveAccount } from './lib/account.mjs';
import { codesSentTo, messagesTo } from './lib/messages.mjs';
import { outsideProviders } from './lib/outside.mjs';
import { Person } from './lib/person.mjs';
import { serveReactSite } from './lib/react-site.mjs';
import { check, equal, setting, story } from './lib/story.mjs';
import { serveTestPage } from './lib/test-page.mjs';

const run = randomBytes(4).toString('hex');
const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
const addressOf = name => `${name}.${run}@example.com`;

await story(async ({ base, another, traffic, step, picture }) => {
  const publishableKey = setting('PUBLISHABLE_KEY');
  const secretKey = setting('SECRET_KEY');
  const kind = setting('CLIENT');
  const serve = { hooks: serveReactSite, 'clerk-js': serveTestPage }[kind];
  check(serve, `CLIENT is ${kind}, neither hooks nor clerk-js.`);
  const site = await serve({ base, publishableKey });
  traffic.allowOnly(site.origin);
  const outside = outsideProviders({ traffic });

  const somebody = async attempt => await new Person({ base, kind, origin: site.origin, attempt, ...await another() }).open();
  const accountOf = name => outside.account(name, addressOf(name));
  const user = (person, read) => person.page.evaluate(`(user => user && (${read}))(Clerk.user)`);
  const linked = person => user(person, 'user.externalAccounts.map(({ provider, providerUserId, emailAddress, verification }) => [provider, providerUserId, emailAddress, verification.status])');

  // What the page of a person asks anybody, as long as it is watched.
  const watched = person => {
    const asked = [];
    person.page.on('request', request => { asked.push(request.url()); });
    return asked;
  };

  const isOfNoUse = async (page, address) => {
    const said = await page.goto(address);
    equal([said.status(), (await said.json()).errors.map(({ code }) => code)], [400, ['oauth_callback_invalid']], 'what is answered');
  };

  try {
    const users = {};
    for (const [provider, name] of [['alpha', 'ada'], ['beta', 'ben'], ['hub', 'cleo']]) {
      await step(`somebody signs up by ${provider}, with nothing to type here`, async () => {
        const person = await somebody('signUp');
        const account = accountOf(name);
        await person.goesOut(outside, provider, account, '/done');
        const now = await person.signedIn();
        check(now.user && now.session, 'nobody is signed in', now);
        equal(now.emailAddress, account.email, 'the address');
        equal(await user(person, '[user.primaryEmailAddress.verification.status, user.primaryEmailAddress.verification.strategy, user.passwordEnabled]'),
          ['verified', `from_oauth_${provider}`, false], 'how the address is proven, and whether there is a password');
        equal(await linked(person), [[provider, account.sub, account.email, 'verified']], 'the account there');
        equal(await person.page.evaluate(() => Clerk.client.lastAuthenticationStrategy), `oauth_${provider}`, 'lastAuthenticationStrategy');
        const claims = await verifyToken(await person.page.evaluate(() => Clerk.session.getToken()), { secretKey, apiUrl: base, authorizedParties: [site.origin] });
        equal([claims.sub, claims.sid], [now.user, now.session], 'sub and sid of the token');
        equal(await outside.exchanges(account), 1, 'how often the code was given back');
        await picture(`oauth-${kind}-1-signed-up-${provider}`, person.page);
        users[provider] = now.user;
      });

      await step(`and later in, on another device, by ${provider}`, async () => {
        const person = await somebody('signIn');
        await person.goesOut(outside, provider, accountOf(name), '/done');
        equal((await person.signedIn()).user, users[provider], 'who is signed in');
        await person.signsOut();
        equal((await person.signedIn()).user, null, 'who is signed in after signing out');
      });
    }

    await step('a sign-in that meets nobody goes on as a sign-up', async () => {
      const person = await somebody('signIn');
      const account = accountOf('dora');
      await person.goesOut(outside, 'alpha', account, '/signed-up');
      equal([(await person.signedIn()).emailAddress, await linked(person)], [account.email, [['alpha', account.sub, account.email, 'verified']]], 'who is signed in');
      equal(await outside.exchanges(account), 1, 'how often the code was given back');
    });

    await step('a sign-up that meets somebody goes on as a sign-in', async () => {
      const person = await somebody('signUp');
      await person.goesOut(outside, 'beta', accountOf('ben'), '/signed-in');
      equal((await person.signedIn()).user, users.beta, 'who is signed in');
    });

    await step('an account of the same proven address is linked, and its owner is told', async () => {
      const theirs = await haveAccount(base, site.origin, { emailAddress: addressOf('emil'), password });
      const told = (await messagesTo(base, theirs.emailAddress)).length;
      const person = await somebody('signIn');
      await person.goesOut(outside, 'alpha', accountOf('emil'), '/done');
      equal((await person.signedIn()).user, theirs.user, 'who is signed in');
      equal((await linked(person)).length, 1, 'accounts that are linked');
      const messages = await messagesTo(base, theirs.emailAddress, told + 1);
      equal(messages.length, told + 1, 'messages');
      check(!messages.at(-1).code && /connect/i.test(JSON.stringify(messages.at(-1))), 'it is no notice of a connected account', messages.at(-1));
      check(await user(person, 'user.passwordEnabled'), 'the password is gone');
      await person.signsOut();
      equal((await person.does('password', { identifier: theirs.emailAddress, password })).status, 'complete', 'status of a sign-in by password');
    });

    await step('whoever has a second factor is asked for it all the same', async () => {
      const theirs = await haveAccount(base, site.origin, { emailAddress: addressOf('finn'), phoneNumber: `+49151${randomInt(10_000_000, 99_999_999)}`, password });
      const person = await somebody('signIn');
      await person.does('password', { identifier: theirs.emailAddress, password });
      await person.does('finalize');
      await person.page.evaluate(() => Clerk.user.phoneNumbers[0].setReservedForSecondFactor({ reserved: true }));
      await person.signsOut();

      await person.goesOut(outside, 'alpha', accountOf('finn'), '/second-factor');
      const now = await person.attempt();
      equal([now.status, now.first, now.createdSessionId, (await person.signedIn()).user],
        ['needs_second_factor', { strategy: 'oauth_alpha', status: 'verified', attempts: null }, null, null], 'the sign-in, and who is signed in');
      equal((await person.asks('/v1/me')).codes, ['authentication_invalid'], 'what the half-way state is good for');
      await picture(`oauth-${kind}-2-second-factor`, person.page);
      const sent = (await codesSentTo(base, theirs.phoneNumber, 0)).length;
      await person.does('mfa.sendPhoneCode');
      equal((await person.does('mfa.verifyPhoneCode', { code: (await codesSentTo(base, theirs.phoneNumber, sent + 1)).at(-1) })).status, 'complete', 'status');
      await person.does('finalize');
      equal([(await person.signedIn()).user, (await linked(person)).length], [theirs.user, 1], 'who is signed in, and how many accounts are linked');
    });

    for (const [attempt, page] of [['signIn', '/sign-in'], ['signUp', '/sign-up']]) {
      await step(`whoever says no to the provider is back with the reason, once (${attempt}), and a second try works`, async () => {
        const person = await somebody(attempt);
        const asked = watched(person);
        await person.goesOut(outside, 'alpha', null, page);
        equal([(await person.attempt()).whyNot, (await person.signedIn()).user], ['oauth_access_denied', null], 'why, and who is signed in');
        const soFar = asked.length;
        await pause(1500);
        equal([new URL(person.page.url()).pathname, asked.slice(soFar)], [person.root + page, []], 'the page, and what it asks for, a moment later');
        equal(['/v1/oauth_callback?', '/sso-callback'].map(path => asked.filter(url => url.includes(path) && !url.includes('redirect_uri')).length), [1, 1], 'how often it was led back');
        await picture(`oauth-${kind}-3-cancelled-${attempt}`, person.page);
        await person.reload();
        equal((await person.attempt()).whyNot, 'oauth_access_denied', 'why, after a reload');

        await person.goesOut(outside, 'alpha', accountOf('ada'), attempt === 'signIn' ? '/done' : '/signed-in');
        equal((await person.signedIn()).user, users.alpha, 'who is signed in');
      });
    }

    await step('whoever steps back from the provider goes out again', async () => {
      const person = await somebody('signIn');
      await person.leaves(outside, 'alpha');
      await person.page.goBack();
      await person.loaded();
      await person.goesOut(outside, 'beta', accountOf('ben'), '/done');
      equal((await person.signedIn()).user, users.beta, 'who is signed in');
    });

    await step('the address that a provider leads back to, opened again, does nothing', async () => {
      const person = await somebody('signIn');
      const account = accountOf('gus');
      const asked = watched(person);
      const answer = () => asked.findLast(url => url.startsWith(`${base}/v1/oauth_callback`));
      await person.goesOut(outside, 'hub', account, '/signed-up');
      const now = await person.signedIn();
      await person.page.goto(answer());
      await person.isLedTo('/done');
      equal(await person.signedIn(), now, 'who is signed in afterwards');

      await person.signsOut();
      await person.goesOut(outside, 'hub', account, '/done');
      const again = await person.signedIn();
      equal([again.user, again.session === now.session], [now.user, false], 'who is signed in');
      const [cookie] = (await person.context.cookies(base)).filter(({ name }) => name === '__client');
      await person.page.goto(answer());
      await person.isLedTo('/done');
      equal(await person.signedIn(), again, 'who is signed in afterwards');
      equal((await person.context.cookies(base)).filter(({ name }) => name === '__client').map(({ value }) => value), [cookie.value], 'the cookie');
      equal(await person.page.evaluate(() => Clerk.client.sessions.length), 1, 'sessions');
      equal(await outside.exchanges(account), 2, 'how often codes were given back, of two ways');

      await isOfNoUse((await another()).page, answer());
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
