// The prebuilt <SignUp/>, by typing and clicks. Environment: BASE, PUBLISHABLE_KEY; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { haveAccount } from './lib/account.mjs';
import { serveComponents } from './lib/components.mjs';
import { anotherThan, codeSentTo } from './lib/messages.mjs';
import { equal, story } from './lib/story.mjs';

await story(async ({ base, page, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const emailAddress = `nina.${run}@example.com`;
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const ui = await serveComponents({ base, page, traffic });
  try {
    const taken = await haveAccount(base, ui.origin, { emailAddress: `taken.${run}@example.com`, password });

    await step('it mounts with what the instance asks for', async () => {
      const versions = await ui.open('sign-up');
      await ui.heading('Create your account');
      equal(await page.locator('input:visible').evaluateAll(all => all.map(input => input.name)), ['emailAddress', 'password'], 'the fields');
      return versions;
    });
    await picture('component-sign-up-1-form');

    await step('it judges a password while it is typed, by the rules of the instance', async () => {
      await ui.field('password').pressSequentially('otter');
      await ui.says('Your password must contain 8 or more characters');
      await ui.field('password').fill(password);
      await ui.says('Your password meets all the necessary requirements');
    });

    await step('an address that is taken is told below it', async () => {
      await ui.field('emailAddress').fill(taken.emailAddress);
      await ui.continue();
      await ui.says('That email address is taken. Please try another.');
      equal(await ui.field('emailAddress').getAttribute('aria-invalid'), 'true', 'aria-invalid');
    });
    await picture('component-sign-up-2-taken');

    let code;
    await step('with another one it asks for the code by itself', async () => {
      await ui.field('emailAddress').fill(emailAddress);
      await ui.continue();
      await ui.heading('Verify your email');
      await ui.says(emailAddress);
      code = await codeSentTo(base, emailAddress);
      await ui.button(/Resend \(\d+\)/).waitFor();
    });

    await step('a wrong code is told', async () => {
      await ui.typeCode(anotherThan(code));
      await ui.says('That code is not right.');
    });
    await picture('component-sign-up-3-wrong-code');

    await step('the right one signs in, and leads on', async () => {
      await ui.typeCode(code);
      await ui.arrives();
      equal(await page.evaluate(() => Clerk.user.primaryEmailAddress.emailAddress), emailAddress, 'the address of the user');
    });
    await picture('component-sign-up-4-done');

    await step('whoever is signed in is sent on instead of asked', async () => {
      await page.goto(`${ui.origin}/components/sign-up`);
      await ui.arrives();
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await ui.close();
  }
});
