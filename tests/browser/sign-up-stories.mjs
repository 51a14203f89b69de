// Sign-ups as people really do them, in every order and with every mishap, through the client library or through the hooks of
// the React library. Environment: BASE, PUBLISHABLE_KEY, SECRET_KEY, CLIENT (hooks or clerk-js); optional CHROME_PATH, SCREENSHOTS.
// It moves the clock of the host and never back: the host has to be its own.
import { randomBytes, randomInt } from 'node:crypto';
import { verifyToken } from '@clerk/backend';
import { anotherThan, codesSentTo, putForward } from './lib/messages.mjs';
import { Person } from './lib/person.mjs';
import { serveReactSite } from './lib/react-site.mjs';
import { check, equal, setting, story } from './lib/story.mjs';
import { serveTestPage } from './lib/test-page.mjs';

const run = randomBytes(4).toString('hex');
const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
const addressOf = name => `${name}.${run}@example.com`;
const somePhone = () => `+49151${randomInt(10_000_000, 99_999_999)}`;

await story(async ({ base, page, context, another, traffic, step, picture }) => {
  const publishableKey = setting('PUBLISHABLE_KEY');
  const secretKey = setting('SECRET_KEY');
  const kind = setting('CLIENT');
  const serve = { hooks: serveReactSite, 'clerk-js': serveTestPage }[kind];
  check(serve, `CLIENT is ${kind}, neither hooks nor clerk-js.`);
  const site = await serve({ base, publishableKey });
  traffic.allowOnly(site.origin);

  const somebody = async () => await new Person({ base, kind, origin: site.origin, ...await another() }).open();

  /** A person up to the last step: everything is there but the proof of the address. */
  const almostDone = async (emailAddress, more) => {
    const person = await somebody();
    await person.does('create', { emailAddress, password, ...more });
    return [person, await person.asksForCode(emailAddress)];
  };

  try {
    const jo = new Person({ base, kind, page, context, origin: site.origin });
    await step('a page of a new person has no sign-up', async () => {
      await jo.open();
      equal([(await jo.attempt()).id, (await jo.signedIn()).user], [null, null], 'sign-up and user');
      return await page.evaluate(() => `clerk-js ${Clerk.version}`);
    });

    const jos = { emailAddress: addressOf('jo'), phoneNumber: somePhone(), username: `jo_${run}` };
    await step('the password first, then the address, then the code', async () => {
      let now = await jo.does('password', { password });
      equal([now.status, now.hasPassword, now.missingFields, now.unverifiedFields], ['missing_requirements', true, ['email_address'], []], 'after the password');
      const { id } = now;
      now = await jo.does('update', { emailAddress: jos.emailAddress });
      equal([now.id, now.missingFields, now.unverifiedFields, now.email.nextAction], [id, [], ['email_address'], 'needs_prepare'], 'after the address');
      const code = await jo.asksForCode(jos.emailAddress);
      equal((await jo.attempt()).email, { status: 'unverified', attempts: 0, nextAction: 'needs_attempt' }, 'the verification');
      now = await jo.does('verifyEmailCode', { code });
      check(now.status === 'complete' && now.createdUserId && now.createdSessionId, 'it is not complete', now);
      equal((await jo.signedIn()).user, null, 'who is signed in before finalize');
      await jo.does('finalize');
      const { user, session, emailAddress } = await jo.signedIn();
      equal([user, session, emailAddress], [now.createdUserId, now.createdSessionId, jos.emailAddress], 'who is signed in');
    });
    await picture(`stories-${kind}-signed-in`);

    await step('a server believes the token that getToken gives', async () => {
      const { user, session } = await jo.signedIn();
      const token = await page.evaluate(() => window.hooks ? hooks.getToken() : Clerk.session.getToken());
      const claims = await verifyToken(token, { secretKey, apiUrl: base, authorizedParties: [site.origin] });
      equal([claims.sub, claims.sid, claims.azp], [user, session, site.origin], 'sub, sid, azp');
      if (kind === 'hooks')
        equal(await page.evaluate(() => [hooks.user.id, hooks.isSignedIn]), [user, true], 'useUser and useAuth');
    });

    await step('who is signed in does not sign up besides', async () => {
      await jo.isRefused('create', { emailAddress: addressOf('second') }, 400, 'session_exists');
    });

    await step('signing out, and nobody is signed in after a reload', async () => {
      await jo.signsOut();
      equal([(await jo.signedIn()).user, (await jo.attempt()).id], [null, null], 'user and sign-up');
    });

    await step('piece by piece: address, names, phone number, username, password, and both codes', async () => {
      const sam = await somebody();
      const sams = { emailAddress: addressOf('sam'), phoneNumber: jos.phoneNumber, username: jos.username, firstName: 'Sam', lastName: 'Rivers' };
      let now = await sam.does('create', { emailAddress: sams.emailAddress });
      const { id } = now;
      await sam.does('update', { firstName: sams.firstName, lastName: sams.lastName });
      now = await sam.does('update', { phoneNumber: sams.phoneNumber });
      equal(now.unverifiedFields, ['email_address', 'phone_number'], 'unverifiedFields');
      await sam.does('update', { username: sams.username });
      equal((await sam.attempt()).missingFields, ['password'], 'missingFields');
      now = await sam.does('verifyPhoneCode', { code: await sam.asksForCode(sams.phoneNumber) });
      equal([now.status, now.unverifiedFields, now.phone.status], ['missing_requirements', ['email_address'], 'verified'], 'after the phone code');
      now = await sam.does('password', { password });
      equal([now.id, now.missingFields, now.unverifiedFields], [id, [], ['email_address']], 'after the password');
      now = await sam.does('verifyEmailCode', { code: await sam.asksForCode(sams.emailAddress) });
      equal(now.status, 'complete', 'status');
      await sam.does('finalize');
      const { emailAddress, phoneNumber, username, firstName, lastName } = await sam.signedIn();
      equal({ emailAddress, phoneNumber, username, firstName, lastName }, sams, 'the user');
    });

    const kim = await somebody();
    await step('identifiers that are taken are named, each under its field', async () => {
      await kim.isRefused('create', { emailAddress: jos.emailAddress.toUpperCase(), password }, 422, ['form_identifier_exists', 'email_address']);
      equal((await kim.attempt()).id, null, 'a sign-up that was refused');
      await kim.does('create', { emailAddress: addressOf('kim'), password });
      await kim.isRefused('update', { phoneNumber: jos.phoneNumber }, 422, ['form_identifier_exists', 'phone_number']);
      await kim.isRefused('update', { username: jos.username }, 422, ['form_identifier_exists', 'username']);
      await picture(`stories-${kind}-taken`, kim.page);
      const { emailAddress, phoneNumber, username } = await kim.attempt();
      equal([emailAddress, phoneNumber, username], [addressOf('kim'), null, null], 'what was collected');
    });

    await step('what is malformed is named too, everything in one answer', async () => {
      await kim.isRefused('create', { emailAddress: 'kim@example', phoneNumber: '12', username: 'k!', password: 'short' }, 422,
        ['form_param_format_invalid', 'email_address'], ['form_param_format_invalid', 'phone_number'],
        ['form_username_invalid_length', 'username'], ['form_password_length_too_short', 'password']);
    });

    await step('a password that others would try first is told under its field', async () => {
      await kim.isRefused('password', { password: 'password123' }, 422, ['form_password_pwned', 'password']);
      await kim.isRefused('password', { password: addressOf('kim') }, 422, ['form_password_matches_identifier', 'password']);
    });

    const [everything, code] = await almostDone(addressOf('ada'), { firstName: 'Ada', username: `ada_${run}` });
    await step('everything in one call, and only the code is left', async () => {
      const { missingFields, unverifiedFields } = await everything.attempt();
      equal([missingFields, unverifiedFields], [[], ['email_address']], 'missing and unverified');
    });

    await step('a reload in the middle loses nothing', async () => {
      const before = await everything.attempt();
      await everything.reload();
      equal(await everything.attempt(), before, 'the sign-up');
      equal(await everything.page.evaluate(() => Clerk.client.signUp.id), before.id, 'Clerk.client.signUp');
      equal((await everything.does('verifyEmailCode', { code })).status, 'complete', 'status');
      await everything.does('finalize');
      equal((await everything.signedIn()).username, `ada_${run}`, 'the user');
    });

    await step("somebody else's attempt is out of reach, and looks like none", async () => {
      const [victim, code] = await almostDone(addressOf('victim'));
      const { id } = await victim.attempt();
      const eve = await somebody();
      await eve.does('create', { emailAddress: addressOf('eve'), password });
      const own = await eve.attempt();
      const askAbout = id => eve.page.evaluate(async ([address, code]) => {
        const ask = async (path, form) => {
          const response = await fetch(address + path, form ? { method: 'POST', credentials: 'include', body: new URLSearchParams(form) } : { credentials: 'include' });
          const { errors, ...more } = await response.json();
          return { status: response.status, errors, client: JSON.stringify(more.meta?.client ?? null) };
        };
        return [
          await ask('?_method=PATCH', { first_name: 'Eve' }), await ask('/prepare_verification', { strategy: 'email_code' }),
          await ask('/attempt_verification', { strategy: 'email_code', code }), await ask(''),
        ];
      }, [`${base}/v1/client/sign_ups/${id}`, code]);

      const said = await askAbout(id);
      for (const { status, errors, client } of said) {
        equal([status, errors.map(({ code }) => code)], [404, ['resource_not_found']], 'what is answered');
        check(!client.includes(id) && !client.includes('victim'), 'the answer tells something about it', client);
      }
      equal(await askAbout(`sua_${'0'.repeat(id.length - 4)}`), said, 'what is said about an attempt that never was');
      equal(await eve.attempt(), own, "Eve's own attempt");

      const { email, firstName } = await victim.attempt();
      equal([email.attempts, firstName], [0, null], "the victim's attempt");
      equal((await victim.does('verifyEmailCode', { code })).status, 'complete', 'status');
    });

    await step('two browsers race for one address: one wins, the other goes on with another address', async () => {
      const contested = addressOf('contested');
      const racers = [await somebody(), await somebody()];
      const codes = [];
      for (const [index, racer] of racers.entries()) {
        await racer.does('create', { emailAddress: contested, password });
        racer.sent[contested] = index;
        codes.push(await racer.asksForCode(contested));
      }

      const said = await Promise.all(racers.map((racer, index) => racer.tries('verifyEmailCode', { code: codes[index] })));
      const won = said.filter(({ error }) => !error);
      equal(won.map(({ attempt }) => attempt.status), ['complete'], 'who won');
      const lost = said.find(({ error }) => error);
      equal([lost.error.status, lost.error.errors.map(({ code }) => code)], [400, ['identification_claimed']], 'what the other was told');
      const { status, missingFields, unverifiedFields, emailAddress, hasPassword } = lost.attempt;
      equal([status, missingFields, unverifiedFields, emailAddress, hasPassword], ['missing_requirements', ['email_address'], [], null, true], 'the attempt of the other');
      if (kind === 'hooks')
        equal([lost.fields, lost.global], [{}, ['identification_claimed']], 'errors.fields and errors.global');

      const loser = racers[said.indexOf(lost)];
      await picture(`stories-${kind}-race-lost`, loser.page);
      await loser.isRefused('update', { emailAddress: contested }, 422, ['form_identifier_exists', 'email_address']);
      await loser.does('update', { emailAddress: addressOf('consoled') });
      equal((await loser.does('verifyEmailCode', { code: await loser.asksForCode(addressOf('consoled')) })).status, 'complete', 'status');
      await loser.does('finalize');
      equal((await loser.signedIn()).emailAddress, addressOf('consoled'), 'the user');
    });

    // From here on the clock of the host is ahead of the browser's.
    const lee = await somebody();
    const lees = addressOf('lee');
    let first;
    await step('a wrong code is counted where the page sees it', async () => {
      await lee.does('create', { emailAddress: lees });
      await lee.isRefused('verifyEmailCode', { code: '123456' }, 400, 'verification_missing');
      first = await lee.asksForCode(lees);
      await lee.isRefused('verifyEmailCode', { code: anotherThan(first) }, 422, ['form_code_incorrect', 'code']);
      equal((await lee.attempt()).email, { status: 'unverified', attempts: 1, nextAction: 'needs_attempt' }, 'the verification');
      await picture(`stories-${kind}-wrong-code`, lee.page);
      await lee.isRefused('verifyEmailCode', { code: '' }, 422, ['form_param_nil', 'code']);
      equal((await lee.attempt()).email.attempts, 1, 'attempts after an empty one');
    });

    await step('another code within half a minute is refused, and later it comes and replaces the first', async () => {
      const { error } = await lee.isRefused('sendEmailCode', undefined, 429, 'verification_code_too_many_requests');
      check(error.retryAfter > 0 && error.retryAfter <= 30, 'retryAfter is not within half a minute', error);
      await putForward(base, 31);
      const second = await lee.asksForCode(lees);
      equal((await lee.attempt()).email.attempts, 0, 'attempts after a new code');
      await lee.isRefused('verifyEmailCode', { code: first === second ? anotherThan(second) : first }, 422, ['form_code_incorrect', 'code']);
    });

    await step('a code that is too old is refused, and a new one mends it', async () => {
      const [, second] = await codesSentTo(base, lees, 2);
      await putForward(base, 601);
      await lee.isRefused('verifyEmailCode', { code: second }, 400, 'verification_expired');
      equal((await lee.attempt()).email, { status: 'expired', attempts: 1, nextAction: 'needs_prepare' }, 'the verification');
      await picture(`stories-${kind}-expired`, lee.page);
      first = await lee.asksForCode(lees);
      equal((await lee.attempt()).email, { status: 'unverified', attempts: 0, nextAction: 'needs_attempt' }, 'the verification');
    });

    await step('after three wrong codes the right one is refused too, and a new one mends it', async () => {
      for (let tries = 1; tries <= 3; tries++) {
        await lee.isRefused('verifyEmailCode', { code: anotherThan(first) }, 422, ['form_code_incorrect', 'code']);
        equal((await lee.attempt()).email.attempts, tries, 'attempts');
        await putForward(base, 9); // from the fourth miss at an address on the next try has to wait
      }

      equal((await lee.attempt()).email.status, 'failed', 'the verification');
      await lee.isRefused('verifyEmailCode', { code: first }, 400, 'verification_failed');
      await putForward(base, 31);
      first = await lee.asksForCode(lees);
      const { email, status, missingFields } = await lee.does('verifyEmailCode', { code: first });
      equal([email.status, email.nextAction, status, missingFields], ['verified', '', 'missing_requirements', ['password']], 'the sign-up');
    });

    await step('a code is used up once it was right', async () => {
      await lee.isRefused('verifyEmailCode', { code: first }, 400, 'verification_already_verified');
      await lee.isRefused('sendEmailCode', undefined, 400, 'verification_already_verified');
    });

    await step('the same address again changes nothing, another one is not verified and has a code of its own', async () => {
      equal((await lee.does('update', { emailAddress: lees })).unverifiedFields, [], 'unverifiedFields');
      const changed = await lee.does('update', { emailAddress: addressOf('leonor') });
      equal([changed.unverifiedFields, changed.email.nextAction], [['email_address'], 'needs_prepare'], 'after the change');
      await lee.isRefused('verifyEmailCode', { code: first }, 400, 'verification_missing');
      await lee.does('password', { password });
      equal((await lee.does('verifyEmailCode', { code: await lee.asksForCode(addressOf('leonor')) })).status, 'complete', 'status');
      await lee.does('finalize');
      equal((await lee.signedIn()).emailAddress, addressOf('leonor'), 'the user');
    });

    await step('a phone number has the same rules: wrong, too early, replaced', async () => {
      const pat = await somebody();
      const phoneNumber = somePhone();
      await pat.does('create', { emailAddress: addressOf('pat'), password, phoneNumber });
      const first = await pat.asksForCode(phoneNumber);
      await pat.isRefused('verifyPhoneCode', { code: anotherThan(first) }, 422, ['form_code_incorrect', 'code']);
      equal((await pat.attempt()).phone.attempts, 1, 'attempts');
      await pat.isRefused('sendPhoneCode', undefined, 429, 'verification_code_too_many_requests');
      await putForward(base, 31);
      const second = await pat.asksForCode(phoneNumber);
      await pat.does('verifyEmailCode', { code: await pat.asksForCode(addressOf('pat')) });
      equal((await pat.does('verifyPhoneCode', { code: second })).status, 'complete', 'status');
    });

    await step('an attempt of yesterday is over, and a new one begins', async () => {
      const { id } = await kim.attempt();
      await putForward(base, 24 * 3600 + 1);
      await kim.isRefused('update', { firstName: 'Kim' }, 403, 'resource_forbidden');
      equal(await kim.page.evaluate(() => Clerk.client.signUp.id ?? null), null, "the client's attempt");
      await picture(`stories-${kind}-abandoned`, kim.page);
      await kim.reload();
      equal((await kim.attempt()).id, null, 'the attempt after a reload');
      const begun = await kim.does('create', { emailAddress: addressOf('kim'), password });
      check(begun.id !== id && begun.status === 'missing_requirements', 'it is not a new one', begun);
      equal((await kim.does('verifyEmailCode', { code: await kim.asksForCode(addressOf('kim')) })).status, 'complete', 'status');
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
