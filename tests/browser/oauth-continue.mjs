// Signing up by a provider where the instance wants more than any provider tells: a username, and a phone number with its code.
// Environment: BASE, PUBLISHABLE_KEY, PROVIDERS, CLIENT (hooks or clerk-js); optional CHROME_PATH, SCREENSHOTS.
import { randomBytes, randomInt } from 'node:crypto';
import { outsideProviders } from './lib/outside.mjs';
import { Person } from './lib/person.mjs';
import { serveReactSite } from './lib/react-site.mjs';
import { check, equal, setting, story } from './lib/story.mjs';
import { serveTestPage } from './lib/test-page.mjs';

const run = randomBytes(4).toString('hex');
const addressOf = name => `${name}.${run}@example.com`;

await story(async ({ base, another, traffic, step, picture }) => {
  const kind = setting('CLIENT');
  const serve = { hooks: serveReactSite, 'clerk-js': serveTestPage }[kind];
  check(serve, `CLIENT is ${kind}, neither hooks nor clerk-js.`);
  const site = await serve({ base, publishableKey: setting('PUBLISHABLE_KEY') });
  traffic.allowOnly(site.origin);
  const outside = outsideProviders({ traffic });

  const somebody = async attempt => await new Person({ base, kind, origin: site.origin, attempt, ...await another() }).open();
  const accountOf = name => outside.account(name, addressOf(name));
  const somePhone = () => `+49151${randomInt(10_000_000, 99_999_999)}`;

  const finishes = async (person, account, username) => {
    const { createdUserId, ...now } = await person.attempt();
    equal([now.status, now.external, now.whyNot], ['missing_requirements', 'verified', null], 'the sign-up');
    equal([now.missingFields.toSorted(), now.unverifiedFields], [['phone_number', 'username'], []], 'what is missing, and what is not verified');
    equal([now.emailAddress, createdUserId, (await person.signedIn()).user], [account.email, null, null], 'the address, and who is signed in');
    await picture(`oauth-continue-${kind}-1-missing`, person.page);

    await person.isRefused('update', { username: '' }, 422, ['form_param_nil', 'username']);
    equal((await person.does('update', { username })).missingFields, ['phone_number'], 'what is missing');
    const phoneNumber = somePhone();
    const more = await person.does('update', { phoneNumber });
    equal([more.missingFields, more.unverifiedFields], [[], ['phone_number']], 'what is missing, and what is not verified');
    await person.reload();
    const code = await person.asksForCode(phoneNumber);
    await picture(`oauth-continue-${kind}-2-code`, person.page);
    const done = await person.does('verifyPhoneCode', { code });
    equal(done.status, 'complete', 'status');
    await person.does('finalize');
    const { session, ...who } = await person.signedIn();
    equal([who.user, who.emailAddress, who.phoneNumber, who.username], [done.createdUserId, account.email, phoneNumber, username], 'who is signed in');
    equal(await person.page.evaluate(() => Clerk.user.externalAccounts.map(({ providerUserId }) => providerUserId)), [account.sub], 'the account that is linked');
    return who.user;
  };

  try {
    let user;
    await step('a sign-up is back with something missing, and the page goes on with it', async () => {
      const person = await somebody('signUp');
      const account = accountOf('hal');
      await person.goesOut(outside, 'alpha', account, '/continue');
      user = await finishes(person, account, `hal_${run}`);
      equal(await outside.exchanges(account), 1, 'how often the code was given back');
    });

    await step('afterwards that account of the provider signs in, and nothing is missing', async () => {
      const person = await somebody('signIn');
      await person.goesOut(outside, 'alpha', accountOf('hal'), '/done');
      equal((await person.signedIn()).user, user, 'who is signed in');
    });

    await step('so does a sign-in that met nobody: transferred, with something missing', async () => {
      const person = await somebody('signIn');
      const account = accountOf('ina');
      await person.goesOut(outside, 'hub', account, '/continue');
      const goesOn = new Person({ ...person, attempt: 'signUp' });
      await goesOn.loaded();
      await finishes(goesOn, account, `ina_${run}`);
    });

    await step('what was typed before going out is kept', async () => {
      const person = await somebody('signUp');
      const account = accountOf('jil');
      await person.does('create', { username: `jil_${run}` });
      const { id } = await person.attempt();
      await person.goesOut(outside, 'beta', account, '/continue', { continueSignUp: true });
      const now = await person.attempt();
      equal([now.id, now.username, now.missingFields, now.emailAddress], [id, `jil_${run}`, ['phone_number'], account.email], 'the sign-up');
    });

    await step('whoever says no goes on by hand, with the same sign-up', async () => {
      const person = await somebody('signUp');
      await person.does('create', { username: `kai_${run}` });
      const { id } = await person.attempt();
      await person.goesOut(outside, 'beta', null, '/sign-up', { continueSignUp: true });
      const now = await person.attempt();
      equal([now.id, now.status, now.external, now.whyNot, now.username], [id, 'missing_requirements', 'failed', 'oauth_access_denied', `kai_${run}`], 'the sign-up');
      const typed = await person.does('update', { emailAddress: addressOf('kai'), phoneNumber: somePhone(), password: `Bright-otter-${run}-lamp` });
      equal([typed.missingFields, typed.unverifiedFields.toSorted()], [[], ['email_address', 'phone_number']], 'what is missing, and what is not verified');
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
