// The prebuilt <UserProfile/>, by typing and clicks: everything of it that is built, and what it says of what is not.
// Environment: BASE, PUBLISHABLE_KEY; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes, randomInt } from 'node:crypto';
import { haveAccount } from './lib/account.mjs';
import { serveComponents } from './lib/components.mjs';
import { anotherThan, codesSentTo, messagesTo } from './lib/messages.mjs';
import { check, equal, story } from './lib/story.mjs';

const onePixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

await story(async ({ base, page, another, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const fresh = `Calm-heron-${randomBytes(4).toString('hex')}-quay`;
  const ui = await serveComponents({ base, page, traffic });
  try {
    const nina = await haveAccount(base, ui.origin, { emailAddress: `nina.${run}@example.com`, username: `nina_${run}`, firstName: 'Nina', password });
    const other = { emailAddress: `berg.${run}@example.com`, phoneNumber: `+49151${randomInt(10_000_000, 99_999_999)}` };
    const exactly = name => page.getByRole('button', { name, exact: true });
    const user = read => page.evaluate(`(user => (${read}))(Clerk.user)`);
    const until = condition => page.waitForFunction(`(user => (${condition}))(Clerk.user)`);
    const section = name => page.locator(`.cl-profileSection__${name}`);
    const sections = () => page.locator('[class*=cl-profileSection__]').evaluateAll(all => all.map(one => /cl-profileSection__(\w+)/.exec(one.className)[1]));
    const menuOf = async (row, item) => {
      await row.getByRole('button', { name: 'Open menu' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };

    const signInOn = (page, identifier, password) => page.evaluate(async ([identifier, password]) => {
      const { createdSessionId } = await Clerk.client.signIn.create({ strategy: 'password', identifier, password });
      await Clerk.setActive({ session: createdSessionId });
    }, [identifier, password]);

    await step('it mounts, with what is built and nothing else', async () => {
      const versions = await ui.open('sign-in');
      await signInOn(page, nina.emailAddress, password);
      await ui.open('user-profile');
      await ui.heading('Profile details');
      await section('emailAddresses').getByText(nina.emailAddress).waitFor();
      equal(await sections(), ['profile', 'username', 'emailAddresses', 'phoneNumbers'], 'the sections of the profile');
      return versions;
    });
    await picture('component-user-profile-1');

    await step('another e-mail address is added, with its code', async () => {
      await exactly('Add email address').click();
      await ui.field('emailAddress').fill(other.emailAddress);
      await exactly('Add').click();
      await ui.heading('Verify email address');
      const [code] = await codesSentTo(base, other.emailAddress, 1);
      await ui.typeCode(anotherThan(code));
      await ui.says('That code is not right.');
      await picture('component-user-profile-2-code');
      await ui.typeCode(code);
      await until(`user.emailAddresses.every(address => address.verification.status === 'verified') && user.emailAddresses.length === 2`);
    });
    await page.getByRole('heading', { name: 'Verify email address' }).waitFor({ state: 'hidden' });
    await picture('component-user-profile-3-two-addresses');

    const row = (name, text) => page.locator(`.cl-profileSectionItem__${name}`).filter({ hasText: text });
    await step('it is made the primary one, and the old one is told', async () => {
      await menuOf(row('emailAddresses', other.emailAddress), 'Set as primary');
      await row('emailAddresses', other.emailAddress).getByText('Primary', { exact: true }).waitFor();
      equal(await user('user.primaryEmailAddress.emailAddress'), other.emailAddress, 'the primary address');
      await messagesTo(base, nina.emailAddress, 2);
    });

    await step('the old one is removed', async () => {
      await menuOf(row('emailAddresses', nina.emailAddress), 'Remove email');
      await ui.heading('Remove email address');
      await exactly('Remove').click();
      await row('emailAddresses', nina.emailAddress).waitFor({ state: 'detached' });
      equal(await user('user.emailAddresses.map(address => address.emailAddress)'), [other.emailAddress], 'the addresses');
    });

    await step('a phone number is added, with its code', async () => {
      await exactly('Add phone number').click();
      await page.locator('input[type=tel]').fill(other.phoneNumber);
      await exactly('Add').click();
      await ui.heading('Verify phone number');
      await ui.typeCode((await codesSentTo(base, other.phoneNumber, 1))[0]);
      await until(`user.primaryPhoneNumber?.phoneNumber === '${other.phoneNumber}'`);
      await page.getByRole('heading', { name: 'Verify phone number' }).waitFor({ state: 'hidden' });
    });
    await picture('component-user-profile-4-phone');

    await step('the name is changed', async () => {
      await exactly('Update profile').click();
      await ui.field('firstName').fill('Nora');
      await ui.field('lastName').fill('Berg');
      await picture('component-user-profile-5-name');
      await exactly('Save').click();
      await until(`user.fullName === 'Nora Berg'`);
      await section('profile').getByText('Nora Berg').waitFor();
    });

    await step('a picture cannot be had, and the component says so', async () => {
      await exactly('Update profile').click();
      await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: onePixel });
      await section('profile').getByText('Pictures of your own are not possible here.').waitFor();
      await picture('component-user-profile-6-picture');
      await exactly('Cancel').click();
    });

    await step('the username is changed, and one that is taken is told below its field', async () => {
      const taken = await haveAccount(base, ui.origin, { emailAddress: `otto.${run}@example.com`, username: `otto_${run}`, password });
      await exactly('Update username').click();
      await ui.field('username').fill(taken.username);
      await exactly('Save').click();
      await ui.says('That username is taken.');
      await ui.field('username').fill(`nora_${run}`);
      await exactly('Save').click();
      await section('username').getByText(`nora_${run}`).waitFor();
      equal(await user('user.username'), `nora_${run}`, 'the username');
    });

    const elsewhere = await another();
    const devices = page.locator('.cl-activeDeviceListItem');
    await step('the password is changed, after a wrong one for the current one', async () => {
      await elsewhere.page.goto(`${ui.origin}/components/sign-in`);
      await elsewhere.page.waitForFunction(() => window.Clerk?.loaded);
      await signInOn(elsewhere.page, other.emailAddress, password);
      await exactly('Security').click();
      await exactly('Update password').click();
      const change = async current => {
        await ui.field('currentPassword').fill(current);
        await ui.typeNewPassword('newPassword', fresh);
        await ui.field('confirmPassword').fill(fresh);
        await exactly('Save').click();
      };
      await change(`${password}!`);
      await ui.says('That is not your current password.');
      await picture('component-user-profile-7-password');
      check(await ui.field('signOutOfOtherSessions').isChecked(), 'other devices would stay');
      // Once without: the next step signs one of them out by itself.
      await page.getByText('Sign out of all other devices', { exact: true }).click();
      await change(password);
      await ui.field('currentPassword').waitFor({ state: 'detached' });
    });

    await step('it shows every device, and signs one of them out', async () => {
      await devices.nth(2).waitFor();
      equal(await sections(), ['password', 'mfa', 'activeDevices', 'danger'], 'the sections about security');
      check((await devices.first().innerText()).includes('This device'), 'the first device is another one', await devices.allInnerTexts());
      await picture('component-user-profile-8-devices');
      await Promise.all([
        page.waitForResponse(response => /\/v1\/me\/sessions\/\w+\/revoke\?/.test(response.url()) && response.ok()),
        menuOf(devices.filter({ hasText: 'Chrome' }).filter({ hasNotText: 'This device' }), 'Sign out of device'),
      ]);
      // The component forgets the line when it hears of the next token, which it fetches every three quarters of a minute.
      await page.evaluate(() => Clerk.session.getToken({ skipCache: true }));
      await devices.nth(2).waitFor({ state: 'detached' });
      await elsewhere.page.evaluate(() => { Clerk.session.getToken({ skipCache: true }).catch(() => {}); });
      await elsewhere.page.waitForFunction(() => Clerk.user === null);
    });

    await step('the number is turned into the second factor', async () => {
      await ui.button('Add two-step verification').click();
      const ways = page.getByRole('menuitem');
      await ways.first().waitFor();
      equal(await ways.allInnerTexts(), ['SMS code'], 'the ways');
      await ways.first().click();
      await page.getByRole('button', { name: other.phoneNumber.slice(-5) }).click();
      await row('mfa', 'SMS Code').getByText('Default', { exact: true }).waitFor();
      equal(await user('[user.twoFactorEnabled, user.phoneNumbers[0].defaultSecondFactor]'), [true, true], 'the second factor');
    });
    await picture('component-user-profile-9-second-factor');

    await step('the account is deleted, and nobody is signed in', async () => {
      await exactly('Delete account').click();
      await ui.field('deleteConfirmation').fill('Delete account');
      await picture('component-user-profile-10-delete');
      await exactly('Delete account').last().click();
      await ui.isAt('sign-in', null);
      await ui.field('identifier').fill(other.emailAddress);
      await ui.continue();
      await ui.says('There is no account for that.');
    });
    await picture('component-user-profile-11-deleted');

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await ui.close();
  }
});
