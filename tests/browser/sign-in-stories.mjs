// Sign-ins as people really do them, by every factor and with every mishap, through the client library or through the hooks of
// the React library. Environment: BASE, PUBLISHABLE_KEY, SECRET_KEY, CLIENT (hooks or clerk-js); optional CHROME_PATH, SCREENSHOTS.
// It moves the clock of the host and never back: the host has to be its own.
import { randomBytes, randomInt } from 'node:crypto';
import { verifyToken } from '@clerk/backend';
import { haveAccount } from './lib/account.mjs';
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

  const somebody = async () => await new Person({ base, kind, origin: site.origin, attempt: 'signIn', ...await another() }).open();
  const account = (name, more) => haveAccount(base, site.origin, { emailAddress: addressOf(name), password, ...more });

  try {
    const jo = new Person({ base, kind, page, context, origin: site.origin, attempt: 'signIn' });
    const jos = await account('jo', { phoneNumber: somePhone(), username: `jo_${run}`, firstName: 'Jo' });
    const who = async person => (await person.signedIn()).user;

    await step('identifier and password in one call', async () => {
      await jo.open();
      equal([(await jo.attempt()).id, (await jo.attempt()).status, await who(jo)], [null, kind === 'hooks' ? 'needs_identifier' : null, null], 'a page of a new person');
      const now = await jo.does('password', { identifier: ` ${jos.emailAddress.toUpperCase()}`, password });
      equal([now.status, now.identifier, now.first.status], ['complete', jos.emailAddress, 'verified'], 'the sign-in');
      equal(await who(jo), null, 'who is signed in before finalize');
      await jo.does('finalize');
      const { user, session, ...shown } = await jo.signedIn();
      equal([user, session], [jos.user, now.createdSessionId], 'who is signed in');
      equal(shown, { emailAddress: jos.emailAddress, phoneNumber: jos.phoneNumber, username: jos.username, firstName: 'Jo', lastName: null }, 'the user');
      equal(await page.evaluate(() => Clerk.client.lastAuthenticationStrategy), 'password', 'lastAuthenticationStrategy');
    });
    await picture(`sign-in-${kind}-signed-in`);

    await step('a server believes the token that getToken gives', async () => {
      const { user, session } = await jo.signedIn();
      const token = await page.evaluate(() => window.hooks ? hooks.getToken() : Clerk.session.getToken());
      const claims = await verifyToken(token, { secretKey, apiUrl: base, authorizedParties: [site.origin] });
      equal([claims.sub, claims.sid, claims.azp, claims.fva], [user, session, site.origin, [0, -1]], 'sub, sid, azp, fva');
      if (kind === 'hooks')
        equal(await page.evaluate(() => [hooks.user.id, hooks.isSignedIn, hooks.sessionId]), [user, true, session], 'useUser and useAuth');
    });

    await step('who is signed in does not sign in besides', async () => {
      await jo.isRefused('create', { identifier: jos.emailAddress }, 400, 'session_exists');
    });

    await step('signing out, and nobody is signed in after a reload', async () => {
      await jo.signsOut();
      equal([await who(jo), (await jo.attempt()).id], [null, null], 'user and sign-in');
    });

    await step('who it is first: then every factor of the account is offered, and nothing of it that was not typed', async () => {
      const now = await jo.does('create', { identifier: jos.username });
      const masked = `j******@e******.com`;
      const number = `+4******${jos.phoneNumber.slice(-4)}`;
      equal([now.status, now.identifier, now.firstName], ['needs_first_factor', jos.username, 'Jo'], 'the sign-in');
      equal(now.firstFactors, [
        'password', `email_code ${masked} primary`, `phone_code ${number} primary`,
        `reset_password_email_code ${masked} primary`, `reset_password_phone_code ${number} primary`,
      ], 'the first factors');
      equal([now.secondFactors, now.first, now.second], [[], null, null], 'what is not there yet');
    });

    let code;
    await step('a code by mail: a wrong one is counted where the page sees it', async () => {
      code = await jo.asksForCode(jos.emailAddress, 'emailCode.sendCode');
      equal((await jo.attempt()).first, { strategy: 'email_code', status: 'unverified', attempts: 0 }, 'the verification');
      await jo.isRefused('emailCode.verifyCode', { code: anotherThan(code) }, 422, ['form_code_incorrect', 'code']);
      equal((await jo.attempt()).first.attempts, 1, 'attempts');
      await jo.isRefused('emailCode.verifyCode', { code: '' }, 422, ['form_param_nil', 'code']);
      equal((await jo.attempt()).first.attempts, 1, 'attempts after an empty one');
    });
    await picture(`sign-in-${kind}-wrong-code`);

    await step('a reload in the middle loses nothing, and the right code signs in', async () => {
      const before = await jo.attempt();
      await jo.reload();
      equal(await jo.attempt(), before, 'the sign-in');
      await picture(`sign-in-${kind}-reloaded`);
      equal((await jo.does('emailCode.verifyCode', { code })).status, 'complete', 'status');
      await jo.does('finalize');
      equal(await who(jo), jos.user, 'who is signed in');
    });

    await step('a code that was right is used up', async () => {
      const pat = await somebody();
      const pats = await account('pat');
      const code = await pat.asksForCode(pats.emailAddress, 'emailCode.sendCode', { emailAddress: pats.emailAddress });
      const { id } = await pat.does('emailCode.verifyCode', { code });
      const again = await pat.asks(`/v1/client/sign_ins/${id}/attempt_first_factor`, { strategy: 'email_code', code });
      equal([again.status, again.codes], [400, ['client_state_invalid']], 'the answer to the same code');
    });

    await step('a code by text message, by number', async () => {
      const kim = await somebody();
      const code = await kim.asksForCode(jos.phoneNumber, 'phoneCode.sendCode', { phoneNumber: jos.phoneNumber });
      const { first, firstFactors } = await kim.attempt();
      equal(first, { strategy: 'phone_code', status: 'unverified', attempts: 0 }, 'the verification');
      check(firstFactors.includes(`phone_code ${jos.phoneNumber} primary`), 'the number that was typed is masked', firstFactors);
      await kim.isRefused('phoneCode.verifyCode', { code: anotherThan(code) }, 422, ['form_code_incorrect', 'code']);
      equal((await kim.does('phoneCode.verifyCode', { code })).status, 'complete', 'status');
      await kim.does('finalize');
      equal(await who(kim), jos.user, 'who is signed in');
    });

    await step('username and password, after a wrong one that is told under its field', async () => {
      const lee = await somebody();
      await lee.isRefused('password', { identifier: jos.username, password: `${password}!` }, 422, ['form_password_incorrect', 'password']);
      await picture(`sign-in-${kind}-wrong-password`, lee.page);
      const { status, first } = await lee.attempt();
      equal([status, first], ['needs_first_factor', { strategy: 'password', status: 'unverified', attempts: 1 }], 'the sign-in');
      equal((await lee.does('password', { identifier: jos.username.toUpperCase(), password })).status, 'complete', 'status');
      await lee.does('finalize');
      equal(await who(lee), jos.user, 'who is signed in');
    });

    await step('who it is and then the password', async () => {
      const max = await somebody();
      await max.does('create', { identifier: jos.username });
      await max.isRefused('password', { password: '' }, 422, ['form_param_nil', 'password']);
      equal((await max.does('password', { password })).status, 'complete', 'status');
    });

    const ida = await somebody();
    await step('nobody is found, nothing is typed, and the field says so', async () => {
      await ida.isRefused('create', { identifier: addressOf('nobody') }, 422, ['form_identifier_not_found', 'identifier']);
      await picture(`sign-in-${kind}-nobody`, ida.page);
      await ida.isRefused('create', { identifier: '' }, 422, ['form_param_nil', 'identifier']);
      await ida.isRefused('password', { identifier: addressOf('nobody'), password }, 422, ['form_identifier_not_found', 'identifier']);
      equal((await ida.attempt()).id, null, 'a sign-in that was refused');
    });

    await step("somebody else's attempt is out of reach, and looks like none", async () => {
      const vics = await account('vic');
      const vic = await somebody();
      await vic.does('create', { identifier: vics.emailAddress });
      const code = await vic.asksForCode(vics.emailAddress);
      const { id } = await vic.attempt();
      const eve = await somebody();
      await eve.does('create', { identifier: jos.username });
      const own = await eve.attempt();
      const askAbout = async id => {
        const answers = [];
        for (const [call, form] of [
          ['', undefined], ['/prepare_first_factor', { strategy: 'email_code' }], ['/attempt_first_factor', { strategy: 'email_code', code }],
          ['/attempt_second_factor', { strategy: 'phone_code', code }], ['/reset_password', { password }],
        ])
          answers.push(await eve.asks(`/v1/client/sign_ins/${id}${call}`, form));
        return answers;
      };

      const said = await askAbout(id);
      for (const { status, codes, text } of said) {
        equal([status, codes], [404, ['resource_not_found']], 'what is answered');
        check(!text.includes(id) && !text.includes('vic'), 'the answer tells something about it', text);
      }
      const alike = answers => answers.map(({ text, ...more }) => more);
      equal(alike(await askAbout(`sia_${'0'.repeat(id.length - 4)}`)), alike(said), 'what is said about an attempt that never was');
      equal(await eve.attempt(), own, "Eve's own attempt");
      equal((await vic.attempt()).first.attempts, 0, 'attempts of the victim');
      equal((await vic.does('emailCode.verifyCode', { code })).status, 'complete', 'status');
    });

    await step('a new attempt takes the place of the last one, which can no longer be changed', async () => {
      const sams = await account('sam');
      const sam = await somebody();
      await sam.does('create', { identifier: sams.emailAddress });
      const code = await sam.asksForCode(sams.emailAddress);
      const { id } = await sam.attempt();
      const begun = await sam.does('create', { identifier: sams.emailAddress });
      check(begun.id !== id, 'it is the same one', begun);
      const said = await sam.asks(`/v1/client/sign_ins/${id}/attempt_first_factor`, { strategy: 'email_code', code });
      equal([said.status, said.codes], [403, ['resource_forbidden']], 'the answer to the right code');
      await sam.isRefused('emailCode.verifyCode', { code }, 400, 'verification_missing');
    });

    // From here on the clock of the host is ahead of the browser's.
    const mia = await somebody();
    const mias = await account('mia');
    await step('another code within half a minute is refused, and later it comes and replaces the first', async () => {
      await mia.does('create', { identifier: mias.emailAddress });
      const first = await mia.asksForCode(mias.emailAddress);
      const { error } = await mia.isRefused('emailCode.sendCode', undefined, 429, 'verification_code_too_many_requests');
      check(error.retryAfter > 0 && error.retryAfter <= 30, 'retryAfter is not within half a minute', error);
      await putForward(base, 31);
      const second = await mia.asksForCode(mias.emailAddress);
      await mia.isRefused('emailCode.verifyCode', { code: first === second ? anotherThan(second) : first }, 422, ['form_code_incorrect', 'code']);
      code = second;
    });

    await step('a code that is too old is refused, and a new one mends it', async () => {
      await putForward(base, 601);
      await mia.isRefused('emailCode.verifyCode', { code }, 400, 'verification_expired');
      equal((await mia.attempt()).first.status, 'expired', 'the verification');
      await picture(`sign-in-${kind}-expired`, mia.page);
      code = await mia.asksForCode(mias.emailAddress);
      equal((await mia.attempt()).first, { strategy: 'email_code', status: 'unverified', attempts: 0 }, 'the verification');
    });

    await step('after three wrong codes the right one is refused too, and a new one mends it', async () => {
      for (let tries = 1; tries <= 3; tries++) {
        await mia.isRefused('emailCode.verifyCode', { code: anotherThan(code) }, 422, ['form_code_incorrect', 'code']);
        equal((await mia.attempt()).first.attempts, tries, 'attempts');
      }
      equal((await mia.attempt()).first.status, 'failed', 'the verification');
      await putForward(base, 31);
      await mia.isRefused('emailCode.verifyCode', { code }, 400, 'verification_failed');
      code = await mia.asksForCode(mias.emailAddress);
      equal((await mia.does('emailCode.verifyCode', { code })).status, 'complete', 'status');
    });

    const [old, forgetful] = [await somebody(), await somebody()];
    const rays = await account('ray');
    const fresh = `Calm-heron-${randomBytes(4).toString('hex')}-quay`;
    await step('a forgotten password: a code opens nothing but the setting of a new one', async () => {
      await old.does('password', { identifier: rays.emailAddress, password });
      await old.does('finalize');
      await forgetful.does('create', { identifier: rays.emailAddress });
      const code = await forgetful.asksForCode(rays.emailAddress, 'resetPasswordEmailCode.sendCode');
      await forgetful.isRefused('resetPasswordEmailCode.submitPassword', { password: fresh }, 400, 'client_state_invalid');
      await forgetful.isRefused('emailCode.verifyCode', { code }, 400, 'verification_strategy_invalid');
      await forgetful.isRefused('resetPasswordEmailCode.verifyCode', { code: anotherThan(code) }, 422, ['form_code_incorrect', 'code']);
      const { status, createdSessionId } = await forgetful.does('resetPasswordEmailCode.verifyCode', { code });
      equal([status, createdSessionId, await who(forgetful)], ['needs_new_password', null, null], 'after the code');
      equal((await forgetful.asks('/v1/me')).codes, ['authentication_invalid'], 'what the half-way state is good for');
      await picture(`sign-in-${kind}-new-password`, forgetful.page);
    });

    await step('a new password that is too short or that others try first is told under its field', async () => {
      await forgetful.isRefused('resetPasswordEmailCode.submitPassword', { password: 'short' }, 422, ['form_password_length_too_short', 'password']);
      await forgetful.isRefused('resetPasswordEmailCode.submitPassword', { password: 'password123' }, 422, ['form_password_pwned', 'password']);
    });

    await step('a good one signs in, and every other browser is signed out', async () => {
      const now = await forgetful.does('resetPasswordEmailCode.submitPassword', { password: fresh, signOutOfOtherSessions: true });
      equal(now.status, 'complete', 'status');
      await forgetful.does('finalize');
      equal(await who(forgetful), rays.user, 'who is signed in');
      // The library tells by itself: the refusal of a token is enough.
      await old.page.evaluate(() => { Clerk.session.getToken({ skipCache: true }).catch(() => {}); });
      await old.page.waitForFunction(() => Clerk.user === null);
      await old.open();
      equal(await who(old), null, 'who is signed in in the other browser');
    });

    await step('then the old password is wrong and the new one right', async () => {
      await old.isRefused('password', { identifier: rays.emailAddress, password }, 422, ['form_password_incorrect', 'password']);
      equal((await old.does('password', { identifier: rays.emailAddress, password: fresh })).status, 'complete', 'status');
    });

    await step('an attempt of yesterday is over, and a new one begins', async () => {
      await ida.does('create', { identifier: mias.emailAddress });
      const { id } = await ida.attempt();
      await putForward(base, 24 * 3600 + 1);
      await ida.isRefused('emailCode.sendCode', undefined, 403, 'resource_forbidden');
      await picture(`sign-in-${kind}-abandoned`, ida.page);
      await ida.reload();
      equal((await ida.attempt()).id, null, 'the attempt after a reload');
      const begun = await ida.does('create', { identifier: mias.emailAddress });
      check(begun.id !== id && begun.status === 'needs_first_factor', 'it is not a new one', begun);
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
