// The sign-in of the React sample as a person uses it: type, click, mistype, take another way, forget the password.
// Environment: BASE, PUBLISHABLE_KEY; optional CHROME_PATH, SCREENSHOTS. It moves the clock of the host, which has to be its own.
import { randomBytes, randomInt } from 'node:crypto';
import { haveAccount } from './lib/account.mjs';
import { anotherThan, codesSentTo, putForward } from './lib/messages.mjs';
import { serveReactSite } from './lib/react-site.mjs';
import { check, equal, setting, story } from './lib/story.mjs';

await story(async ({ base, page, another, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const fresh = `Calm-heron-${randomBytes(4).toString('hex')}-quay`;

  const site = await serveReactSite({ base, publishableKey: setting('PUBLISHABLE_KEY') });
  traffic.allowOnly(site.origin);
  traffic.forwardedFrom(`${site.origin}/__clerk`);
  try {
    const robin = await haveAccount(base, site.origin, {
      emailAddress: `robin.${run}@example.com`, phoneNumber: `+49151${randomInt(10_000_000, 99_999_999)}`, username: `robin_${run}`, firstName: 'Robin', password,
    });
    const button = name => page.getByRole('button', { name });
    const field = label => page.locator('input').and(page.getByLabel(label));
    const heading = async name => await page.getByRole('heading', { name }).waitFor();
    const alert = async text => await page.getByRole('alert').filter({ hasText: text }).waitFor();
    const whoever = field('Email address, phone number or username');
    const submit = async (label, text) => {
      await field(label).fill(text);
      await page.keyboard.press('Enter');
    };
    const signOut = async () => {
      await button('Sign out').click();
      await heading('Create your account');
      await page.getByRole('link', { name: 'Sign in' }).click();
      await heading('Sign in');
    };

    await step('one click away from the sign-up', async () => {
      await page.goto(site.origin);
      await page.getByRole('link', { name: 'Sign in' }).click();
      await heading('Sign in');
      equal(await whoever.getAttribute('autocomplete'), 'username', 'autocomplete');
    });
    await picture('sample-in-1-who');

    await step('nobody of that name is told beside the field', async () => {
      await whoever.fill(`nobody_${run}`);
      await button('Continue').click();
      await alert('There is no account for that.');
      equal(await whoever.getAttribute('aria-invalid'), 'true', 'aria-invalid');
      equal(await page.evaluate(() => document.activeElement.name), 'identifier', 'the focus');
    });

    await step('then the password, which managers find the name beside, and a wrong one is told', async () => {
      await whoever.fill(robin.username);
      await button('Continue').click();
      await heading('Enter your password');
      equal(await page.locator('input').evaluateAll(all => all.map(input => [input.autocomplete, input.value])), [['username', robin.username], ['current-password', '']], 'the fields');
      await submit('Password', `${password}!`);
      await alert('That password is not right.');
    });
    await picture('sample-in-2-wrong-password');

    await step('the right one', async () => {
      await submit('Password', password);
      await heading('Welcome, Robin');
      await signOut();
    });

    await step('another way: a code by mail, a wrong one first', async () => {
      await submit('Email address, phone number or username', robin.emailAddress);
      await heading('Enter your password');
      await button(`Email a code to ${robin.emailAddress}`).click();
      await heading('Check your email');
      await page.getByText(`We sent a code to ${robin.emailAddress}`).waitFor();
      equal(await field('Code').getAttribute('autocomplete'), 'one-time-code', 'autocomplete');
      await submit('Code', anotherThan((await codesSentTo(base, robin.emailAddress, 2))[1]));
      await alert('That code is not right.');
    });
    await picture('sample-in-3-wrong-code');

    await step('a reload goes on at the code; to the password and back, and no second code is sent', async () => {
      await page.reload();
      await heading('Check your email');
      await button('Use your password').click();
      await heading('Enter your password');
      await button(`Email a code to ${robin.emailAddress}`).click();
      await heading('Check your email');
      const codes = await codesSentTo(base, robin.emailAddress, 2);
      equal(codes.length, 2, 'the codes');
      await submit('Code', codes[1]);
      await heading('Welcome, Robin');
      await signOut();
    });

    await step('a code by text message, the first one too old', async () => {
      await submit('Email address, phone number or username', robin.phoneNumber);
      await button(`Text a code to ${robin.phoneNumber}`).click();
      await heading('Check your phone');
      const [, old] = await codesSentTo(base, robin.phoneNumber, 2);
      await putForward(base, 601);
      await submit('Code', old);
      await alert('This code has expired.');
      await button('Send a code').click();
      const [, , code] = await codesSentTo(base, robin.phoneNumber, 3);
      await submit('Code', code);
      await heading('Welcome, Robin');
      await signOut();
    });

    await step('a forgotten password: a code, then a new one', async () => {
      await submit('Email address, phone number or username', robin.username);
      await button('Forgot your password? Reset it by email').click();
      await heading('Reset your password');
      equal(await button(/Forgot/).count(), 0, 'ways to what is under way');
      await submit('Code', (await codesSentTo(base, robin.emailAddress, 3))[2]);
      await heading('Choose a new password');
      await picture('sample-in-4-new-password');
      check(await page.getByRole('checkbox', { name: 'Sign out everywhere else' }).isChecked(), 'other sessions would stay');
      await submit('New password', 'password123');
      await page.getByRole('alert').waitFor();
      await submit('New password', fresh);
      await heading('Welcome, Robin');
      await signOut();
    });

    await step('which is the one that counts from now on', async () => {
      await submit('Email address, phone number or username', robin.emailAddress);
      await submit('Password', password);
      await alert('That password is not right.');
      await submit('Password', fresh);
      await heading('Welcome, Robin');
      await signOut();
    });

    const toggle = page.getByRole('switch', { name: `Ask for a code sent to ${robin.phoneNumber} at every sign-in` });
    const turn = async on => {
      await toggle.click();
      await page.waitForFunction(on => (element => element.checked === on && !element.disabled)(document.querySelector('[role=switch]')), on);
    };
    await step('a switch on the account page asks for a second proof from then on', async () => {
      await submit('Email address, phone number or username', robin.emailAddress);
      await submit('Password', fresh);
      await heading('Welcome, Robin');
      equal(await toggle.isChecked(), false, 'the switch');
      await turn(true);
      await picture('sample-in-5-second-factor-on');
      await signOut();
    });

    await step('the password, and then a code by text message, a wrong one first', async () => {
      await submit('Email address, phone number or username', robin.username);
      await heading('Enter your password');
      equal(await button(/phone|Text a code/).count(), 0, 'the ways that lead over the number');
      await submit('Password', fresh);
      await heading('One more step');
      await page.getByText('We sent a code to').waitFor();
      const code = (await codesSentTo(base, robin.phoneNumber, 4))[3];
      await submit('Code', anotherThan(code));
      await alert('That code is not right.');
      await picture('sample-in-6-second-factor');
      await submit('Code', code);
      await heading('Welcome, Robin');
    });

    await step('and without it again, once the switch is off', async () => {
      await turn(false);
      await signOut();
      await submit('Email address, phone number or username', robin.username);
      await submit('Password', fresh);
      await heading('Welcome, Robin');
      await signOut();
    });

    await step('starting over asks again who it is', async () => {
      await submit('Email address, phone number or username', robin.username);
      await heading('Enter your password');
      await button('Start over').click();
      await heading('Sign in');
      equal([await whoever.inputValue(), await page.getByRole('alert').count()], ['', 0], 'what is left');
    });

    await step('it fits a phone, also in the dark', async () => {
      const { page: small } = await another({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
      await small.goto(`${site.origin}/#sign-in`);
      await small.getByLabel('Email address, phone number or username').fill(robin.username);
      await small.keyboard.press('Enter');
      await small.getByRole('heading', { name: 'Enter your password' }).waitFor();
      check(await small.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is wider than the screen');
      await picture('sample-in-7-small-dark', small);
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
