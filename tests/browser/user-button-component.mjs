// The prebuilt <UserButton/> of two people in one browser, by clicks: the menu, a second account, switching, signing out.
// Environment: BASE (a host where FuncAuth:Instance:SingleSession is false), PUBLISHABLE_KEY; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { haveAccount } from './lib/account.mjs';
import { serveComponents } from './lib/components.mjs';
import { equal, story } from './lib/story.mjs';

await story(async ({ base, page, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const ui = await serveComponents({ base, page, traffic });
  try {
    const nina = await haveAccount(base, ui.origin, { emailAddress: `nina.${run}@example.com`, firstName: 'Nina', lastName: 'Berg', password });
    // Somebody without a name, who has a face nevertheless.
    const otto = await haveAccount(base, ui.origin, { emailAddress: `otto.${run}@example.com`, password });

    const signIn = async emailAddress => {
      await ui.field('identifier').fill(emailAddress);
      await ui.continue();
      await ui.field('password').fill(password);
      await ui.continue();
    };
    const menu = page.getByRole('dialog');
    const open = async () => {
      await ui.button('Open user menu').click();
      await menu.waitFor();
      // Pictures that are broken have no size.
      equal(await page.locator('img').evaluateAll(all => all.filter(image => image.complete && !image.naturalWidth).map(image => image.src)), [], 'broken pictures');
    };

    await step('it shows whoever has signed in', async () => {
      const versions = await ui.open('sign-in');
      await signIn(nina.emailAddress);
      await ui.arrives(nina.user);
      await open();
      equal(await menu.getByText('Nina Berg').count() > 0, true, 'the name in the menu');
      await menu.getByText(nina.emailAddress).first().waitFor();
      return versions;
    });
    await picture('component-user-button-1-menu');

    await step('it leads to the profile', async () => {
      await ui.button('Manage account').click();
      await ui.isAt('user-profile', nina.user);
      await ui.open('user-button');
    });

    await step('another account is added, and becomes the active one', async () => {
      await open();
      await ui.button('Add account').click();
      await ui.isAt('sign-in', nina.user);
      await signIn(otto.emailAddress);
      await ui.arrives(otto.user);
      await open();
      await menu.getByText('Nina Berg').first().waitFor();
    });
    await picture('component-user-button-2-two');

    await step('one click switches', async () => {
      await menu.getByText('Nina Berg').first().click();
      await page.waitForURL('**/components/user-button?switched');
      await ui.open('user-button');
      await ui.arrives(nina.user);
    });

    await step('one is signed out, and whoever is left is offered', async () => {
      await open();
      await menu.getByText('Sign out', { exact: true }).first().click();
      await page.waitForURL('**/components/sign-in#/choose');
      await ui.heading('Choose an account');
      equal(await page.evaluate(() => Clerk.client.sessions.map(session => session.user.id)), [otto.user], 'who is signed in');
      await picture('component-user-button-3-choose');
      await page.getByText(otto.emailAddress).first().click();
      await ui.arrives(otto.user);
    });

    await step('everybody is signed out', async () => {
      await open();
      await ui.button('Add account').click();
      await ui.isAt('sign-in', otto.user);
      await signIn(nina.emailAddress);
      await ui.arrives(nina.user);
      await open();
      await ui.button('Sign out of all accounts').click();
      await ui.isAt('sign-in', null);
      equal(await page.evaluate(() => Clerk.client.sessions.length), 0, 'sessions');
    });
    await picture('component-user-button-4-nobody');

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await ui.close();
  }
});
