// The prebuilt <SignIn/>, by typing and clicks. Environment: BASE, PUBLISHABLE_KEY; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes, randomInt } from 'node:crypto';
import { haveAccount } from './lib/account.mjs';
import { serveComponents } from './lib/components.mjs';
import { anotherThan, codesSentTo } from './lib/messages.mjs';
import { check, equal, story } from './lib/story.mjs';

await story(async ({ base, page, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const fresh = `Calm-heron-${randomBytes(4).toString('hex')}-quay`;
  const ui = await serveComponents({ base, page, traffic });
  try {
    const nina = await haveAccount(base, ui.origin, {
      emailAddress: `nina.${run}@example.com`, phoneNumber: `+49151${randomInt(10_000_000, 99_999_999)}`, username: `nina_${run}`, firstName: 'Nina', password,
    });
    const identify = async identifier => {
      await ui.field('identifier').fill(identifier);
      await ui.continue();
    };
    const enter = async password => {
      await ui.field('password').fill(password);
      await ui.continue();
    };
    const signOut = async () => {
      await ui.button('Open user menu').click();
      await ui.button('Sign out').click();
      await ui.isAt('sign-in', null);
    };

    await step('it mounts with every identifier of the instance', async () => {
      const versions = await ui.open('sign-in');
      await ui.heading('Sign in to My app');
      await page.getByLabel('Email address or username').waitFor();
      await page.getByText('Use phone').waitFor();
      return versions;
    });
    await picture('component-sign-in-1-form');

    await step('nobody of that name is told below the field', async () => {
      await identify(`nobody.${run}@example.com`);
      await ui.says('There is no account for that.');
    });

    await step('then the password, a wrong one first', async () => {
      await identify(nina.emailAddress);
      await ui.heading('Enter your password');
      await enter(`${password}!`);
      await ui.says('That password is not right.');
    });
    await picture('component-sign-in-2-wrong-password');

    await step('the right one signs in, and leads on', async () => {
      await enter(password);
      await ui.arrives(nina.user);
      await signOut();
    });

    await step('the other ways are those of the account; a code by mail', async () => {
      await identify(nina.username);
      await page.getByText('Use another method').click();
      await ui.heading('Use another method');
      const ways = await page.locator('.cl-alternativeMethodsBlockButton').allTextContents();
      equal(ways, ['Email code to n******@e******.com', `Send SMS code to +4******${nina.phoneNumber.slice(-4)}`], 'the ways');
      await picture('component-sign-in-3-other-ways');
      await ui.button(/^Email code to/).click();
      await ui.heading('Check your email');
      const [, code] = await codesSentTo(base, nina.emailAddress, 2);
      await ui.typeCode(anotherThan(code));
      await ui.says('That code is not right.');
      await picture('component-sign-in-4-wrong-code');
      await ui.typeCode(code);
      await ui.arrives(nina.user);
      await signOut();
    });

    await step('a phone number, and a code by text message', async () => {
      await page.getByText('Use phone').click();
      await page.locator('input[type=tel]').fill(nina.phoneNumber);
      await ui.continue();
      await page.getByText('Use another method').click();
      await ui.button(/^Send SMS code to/).click();
      await ui.heading('Check your phone');
      await ui.typeCode((await codesSentTo(base, nina.phoneNumber, 2))[1]);
      await ui.arrives(nina.user);
      await signOut();
    });

    await step('a forgotten password: a code, then a new one', async () => {
      await identify(nina.emailAddress);
      await page.getByText('Forgot password?').click();
      await ui.button('Reset your password').click();
      await ui.heading('Reset password');
      await ui.typeCode((await codesSentTo(base, nina.emailAddress, 3))[2]);
      await ui.heading('Set new password');
      await ui.typeNewPassword('password', fresh);
      await ui.field('confirmPassword').fill(fresh);
      check(await ui.field('signOutOfOtherSessions').isChecked(), 'other sessions would stay');
      await picture('component-sign-in-5-new-password');
      await ui.button('Reset Password').click();
      await ui.arrives(nina.user);
      await signOut();
      await identify(nina.emailAddress);
      await enter(fresh);
      await ui.arrives(nina.user);
    });

    await step('whoever turned on a second factor is asked for it after the password', async () => {
      await page.evaluate(() => Clerk.user.phoneNumbers[0].setReservedForSecondFactor({ reserved: true }));
      await signOut();
      await identify(nina.emailAddress);
      await enter(fresh);
      await ui.heading('Check your phone');
      equal(await page.evaluate(() => [Clerk.client.signIn.status, Clerk.user]), ['needs_second_factor', null], 'the sign-in, and who is signed in');
      const code = (await codesSentTo(base, nina.phoneNumber, 3))[2];
      await ui.typeCode(anotherThan(code));
      await ui.says('That code is not right.');
      await picture('component-sign-in-6-second-factor');
      await ui.typeCode(code);
      await ui.arrives(nina.user);
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await ui.close();
  }
});
