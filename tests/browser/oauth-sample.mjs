// The buttons for providers of the React sample, by clicks. Environment: BASE, PUBLISHABLE_KEY, PROVIDERS; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes, randomInt } from 'node:crypto';
import { haveAccount } from './lib/account.mjs';
import { codesSentTo } from './lib/messages.mjs';
import { outsideProviders } from './lib/outside.mjs';
import { complaintsOfTypes, serveReactSite } from './lib/react-site.mjs';
import { equal, setting, story } from './lib/story.mjs';

await story(async ({ base, page, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const site = await serveReactSite({ base, publishableKey: setting('PUBLISHABLE_KEY'), providers: 'Alpha,Beta,Hub' });
  traffic.allowOnly(site.origin);
  traffic.forwardedFrom(`${site.origin}/__clerk`);
  const outside = outsideProviders({ traffic });
  try {
    const accountOf = name => outside.account(name, `${name.toLowerCase()}.${run}@example.com`);
    const button = name => page.getByRole('button', { name });
    const heading = name => page.getByRole('heading', { name }).waitFor();
    const goesBy = async (name, account) => {
      await button(`Continue with ${name}`).click();
      await outside.isAt(page, name.toLowerCase());
      await (account ? outside.says(page, account) : outside.cancels(page));
    };
    const welcomes = async (name, account) => {
      await heading(`Welcome, ${name}`);
      await page.getByText(account.email, { exact: true }).waitFor();
      equal(new URL(page.url()).pathname, '/', 'the page');
      return await page.evaluate(() => Clerk.user.id);
    };
    const signsOut = () => Promise.all([page.waitForEvent('load'), button('Sign out').click()]);
    const opens = async hash => {
      await page.goto(`${site.origin}/#${hash}`);
      await page.reload();
      await heading(hash === 'sign-in' ? 'Sign in' : 'Create your account');
    };

    await step('it fits the types of the packages', async () => {
      equal(await complaintsOfTypes(), '', 'what the compiler says');
    });

    let user;
    await step('whoever says no is told, and signs up by another provider', async () => {
      await opens('sign-up');
      await picture('oauth-sample-1-sign-up');
      await goesBy('Beta');
      await page.getByRole('alert').filter({ hasText: 'You did not let the provider tell who you are.' }).waitFor();
      await picture('oauth-sample-2-cancelled');
      await goesBy('Alpha', accountOf('Rhea'));
      user = await welcomes('Rhea', accountOf('Rhea'));
      await signsOut();
    });

    await step('and later in, after another no', async () => {
      await opens('sign-in');
      await picture('oauth-sample-3-sign-in');
      await goesBy('Hub');
      await page.getByRole('alert').filter({ hasText: 'You did not let the provider tell who you are.' }).waitFor();
      await goesBy('Alpha', accountOf('Rhea'));
      equal(await welcomes('Rhea', accountOf('Rhea')), user, 'who is signed in');
      await signsOut();
    });

    await step('a sign-in that meets nobody becomes a sign-up, and the other way round', async () => {
      await opens('sign-in');
      await goesBy('Beta', accountOf('Sol'));
      const other = await welcomes('Sol', accountOf('Sol'));
      await signsOut();
      await opens('sign-up');
      await goesBy('Beta', accountOf('Sol'));
      equal(await welcomes('Sol', accountOf('Sol')), other, 'who is signed in');
      await signsOut();
    });

    await step('a second factor is asked for after the way back', async () => {
      const account = accountOf('Tess');
      const theirs = await haveAccount(base, site.origin, {
        emailAddress: account.email, phoneNumber: `+49151${randomInt(10_000_000, 99_999_999)}`, firstName: 'Tess', password: `Bright-otter-${run}-lamp`,
      });
      await opens('sign-in');
      await goesBy('Alpha', account);
      equal(await welcomes('Tess', account), theirs.user, 'who is signed in');
      await page.getByRole('switch').click();
      await page.waitForFunction(() => Clerk.user.twoFactorEnabled);
      await signsOut();

      await opens('sign-in');
      await goesBy('Alpha', account);
      await heading('One more step');
      const sent = (await codesSentTo(base, theirs.phoneNumber, 0)).length;
      await button('Send a code').click();
      await page.locator('[name=code]').fill((await codesSentTo(base, theirs.phoneNumber, sent + 1)).at(-1));
      await button('Verify').click();
      equal(await welcomes('Tess', account), theirs.user, 'who is signed in');
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
