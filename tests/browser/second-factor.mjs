// The second factor as people have it: turned on, asked for after every first factor, and turned off, through the client library or through
// the hooks of the React library. Environment: BASE, PUBLISHABLE_KEY, SECRET_KEY, CLIENT (hooks or clerk-js); optional CHROME_PATH, SCREENSHOTS.
// It moves the clock of the host and never back: the host has to be its own.
import { randomBytes, randomInt } from 'node:crypto';
import { verifyToken } from '@clerk/backend';
import { haveAccount } from './lib/account.mjs';
import { anotherThan, messagesTo, putForward } from './lib/messages.mjs';
import { Person } from './lib/person.mjs';
import { serveReactSite } from './lib/react-site.mjs';
import { check, equal, setting, story } from './lib/story.mjs';
import { serveTestPage } from './lib/test-page.mjs';

await story(async ({ base, page, context, another, traffic, step, picture }) => {
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
    const jos = await haveAccount(base, site.origin, {
      emailAddress: `jo.${run}@example.com`, phoneNumber: `+49151${randomInt(10_000_000, 99_999_999)}`, username: `jo_${run}`, password,
    });
    const masked = { email: 'j******@e******.com', phone: `+4******${jos.phoneNumber.slice(-4)}` };
    const person = browser => new Person({ base, kind, origin: site.origin, attempt: 'signIn', ...browser });
    const jo = person({ page, context });
    const isSignedIn = async (who, user = jos.user) => equal((await who.signedIn()).user, user, 'who is signed in');
    const number = () => page.evaluate(() => {
      const [number] = (window.hooks?.user ?? Clerk.user).phoneNumbers;
      return [number.reservedForSecondFactor, number.defaultSecondFactor, Clerk.user.twoFactorEnabled];
    });
    const reserve = reserved => page.evaluate(async reserved => {
      const of = window.hooks?.user ?? Clerk.user;
      const number = await of.phoneNumbers[0].setReservedForSecondFactor({ reserved });
      return [number.reservedForSecondFactor, number.defaultSecondFactor];
    }, reserved);
    const provesASecondFactor = async () => {
      const token = await page.evaluate(() => Clerk.session.getToken({ skipCache: true }));
      const { fva: [first, second] } = await verifyToken(token, { secretKey, apiUrl: base });
      check(first >= 0, 'the first factor has no age', first);
      return second >= 0;
    };
    // The half-way state is good for nothing.
    const hasNothing = async who => {
      equal([(await who.attempt()).createdSessionId, (await who.asks('/v1/me')).codes], [null, ['authentication_invalid']], 'what there is before the second factor');
      await isSignedIn(who, null);
    };

    await step('a phone number is turned into the second factor, and the address of the account hears of it', async () => {
      await jo.open();
      await jo.does('password', { identifier: jos.emailAddress, password });
      await jo.does('finalize');
      await isSignedIn(jo);
      equal(await number(), [false, false, false], 'the number before');
      equal(await provesASecondFactor(), false, 'a second factor in the token');
      const before = (await messagesTo(base, jos.emailAddress)).length;
      equal(await reserve(true), [true, true], 'the number');
      await page.waitForFunction(() => (window.hooks?.user ?? Clerk.user).phoneNumbers[0].reservedForSecondFactor);
      equal(await number(), [true, true, true], 'the number after');
      const told = await messagesTo(base, jos.emailAddress, before + 1);
      equal([told.length, told.at(-1).code ?? null], [before + 1, null], 'the messages');
      await jo.signsOut();
    });

    await step('then the password alone signs nobody in', async () => {
      const now = await jo.does('password', { identifier: jos.username, password });
      equal([now.status, now.first.status, now.second], ['needs_second_factor', 'verified', null], 'the sign-in');
      equal(now.secondFactors, [`phone_code ${masked.phone} primary`], 'the second factors');
      check(!now.firstFactors.some(factor => factor.includes('phone')), 'the number is a first factor still', now.firstFactors);
      await hasNothing(jo);
    });
    await picture(`second-factor-${kind}-needed`);

    let code;
    await step('a code by text message: a wrong one is counted, and a reload goes on where it was', async () => {
      code = await jo.asksForCode(jos.phoneNumber, 'mfa.sendPhoneCode');
      equal((await jo.attempt()).second, { strategy: 'phone_code', status: 'unverified', attempts: 0 }, 'the verification');
      await jo.isRefused('mfa.verifyPhoneCode', { code: anotherThan(code) }, 422, ['form_code_incorrect', 'code']);
      const before = await jo.attempt();
      equal(before.second.attempts, 1, 'attempts');
      await jo.reload();
      equal(await jo.attempt(), before, 'the sign-in after a reload');
      await hasNothing(jo);
    });
    await picture(`second-factor-${kind}-wrong-code`);

    await step('the right one signs in, and the token says how old either proof is', async () => {
      equal((await jo.does('mfa.verifyPhoneCode', { code })).status, 'complete', 'status');
      await jo.does('finalize');
      await isSignedIn(jo);
      equal(await provesASecondFactor(), true, 'a second factor in the token');
    });

    const kim = await person(await another()).open();
    await step('a code by mail is a first factor like any other, and the second one comes after it', async () => {
      const { id } = await kim.does('create', { identifier: jos.username });
      const early = await kim.asks(`/v1/client/sign_ins/${id}/prepare_second_factor`, { strategy: 'phone_code' });
      equal([early.status, early.codes], [400, ['client_state_invalid']], 'the answer to the second factor before the first');
      code = await kim.asksForCode(jos.emailAddress, 'emailCode.sendCode');
      equal((await kim.does('emailCode.verifyCode', { code })).status, 'needs_second_factor', 'status');
      await hasNothing(kim);
      // The code that was a first factor is none of the second.
      await kim.isRefused('mfa.verifyPhoneCode', { code }, 400, 'verification_missing');
    });

    await step('a code that is too old is refused, and a new one mends it', async () => {
      code = await kim.asksForCode(jos.phoneNumber, 'mfa.sendPhoneCode');
      await putForward(base, 601);
      await kim.isRefused('mfa.verifyPhoneCode', { code }, 400, 'verification_expired');
      equal((await kim.attempt()).second.status, 'expired', 'the verification');
      code = await kim.asksForCode(jos.phoneNumber, 'mfa.sendPhoneCode');
      equal((await kim.does('mfa.verifyPhoneCode', { code })).status, 'complete', 'status');
      await kim.does('finalize');
      await isSignedIn(kim);
      await kim.signsOut();
    });

    await step('the number alone opens nothing any more', async () => {
      const { firstFactors } = await kim.does('create', { identifier: jos.phoneNumber });
      equal(firstFactors, ['password', `email_code ${masked.email} primary`, `reset_password_email_code ${masked.email} primary`], 'the first factors');
      for (const strategy of ['phone_code', 'reset_password_phone_code']) {
        const { id } = await kim.attempt();
        const { status, codes } = await kim.asks(`/v1/client/sign_ins/${id}/prepare_first_factor`, { strategy });
        equal([status, codes], [400, ['strategy_for_user_invalid']], `the answer to ${strategy}`);
      }
      const { status, codes } = await kim.asks('/v1/client/sign_ins', { strategy: 'phone_code', identifier: jos.phoneNumber });
      equal([status, codes], [400, ['strategy_for_user_invalid']], 'the answer to the number and phone_code at once');
    });

    const fresh = `Calm-heron-${randomBytes(4).toString('hex')}-quay`;
    await step('a forgotten password does not lead around it', async () => {
      await kim.does('create', { identifier: jos.emailAddress });
      code = await kim.asksForCode(jos.emailAddress, 'resetPasswordEmailCode.sendCode');
      equal((await kim.does('resetPasswordEmailCode.verifyCode', { code })).status, 'needs_new_password', 'status');
      const now = await kim.does('resetPasswordEmailCode.submitPassword', { password: fresh, signOutOfOtherSessions: false });
      equal(now.status, 'needs_second_factor', 'status');
      await hasNothing(kim);
      code = await kim.asksForCode(jos.phoneNumber, 'mfa.sendPhoneCode');
      equal((await kim.does('mfa.verifyPhoneCode', { code })).status, 'complete', 'status');
      await kim.does('finalize');
      await isSignedIn(kim);
    });

    await step('it is turned off, and the password is enough again', async () => {
      await jo.reload();
      equal(await reserve(false), [false, false], 'the number');
      equal(await number(), [false, false, false], 'the number after');
      await jo.signsOut();
      equal((await jo.does('password', { identifier: jos.username, password: fresh })).status, 'complete', 'status');
      await jo.does('finalize');
      await isSignedIn(jo);
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
