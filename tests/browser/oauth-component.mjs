// The prebuilt <SignUp/>, <SignIn/> and <UserProfile/> with buttons for providers, by clicks, here and on the providers' pages.
// Two are there under names that the components know, and have the pictures for from elsewhere; the third has its name and picture
// from the instance. Environment: BASE, PUBLISHABLE_KEY, PROVIDERS; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { serveComponents } from './lib/components.mjs';
import { messagesTo } from './lib/messages.mjs';
import { outsideProviders } from './lib/outside.mjs';
import { equal, story } from './lib/story.mjs';

const pictures = ['https://img.clerk.com', 'https://logos.example'];
const logo = name => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><text x="8" y="14" font-size="16" text-anchor="middle" fill="#c2410c">${name[0].toUpperCase()}</text></svg>`;

await story(async ({ base, page, context, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const ui = await serveComponents({ base, page, traffic });
  const outside = outsideProviders({ traffic });
  const shown = new Set();
  for (const origin of pictures) {
    traffic.allowOnly(origin);
    await context.route(`${origin}/**`, (route, request) => {
      shown.add(request.url());
      return route.fulfill({ contentType: 'image/svg+xml', headers: { 'access-control-allow-origin': '*' }, body: logo(new URL(request.url()).pathname.split('/').at(-1)) });
    });
  }

  try {
    const accountOf = name => outside.account(name, `${name}.${run}@example.com`);
    const [nina, otto, pia] = ['nina', 'otto', 'pia'].map(accountOf);
    const social = page.locator('.cl-socialButtons button');
    const by = name => social.filter({ has: page.getByLabel(`Sign in with ${name}`) });
    const goesBy = async (name, provider, account) => {
      await by(name).click();
      await outside.isAt(page, provider);
      await (account ? outside.says(page, account) : outside.cancels(page));
    };
    const signOut = async () => {
      await ui.button('Open user menu').click();
      await ui.button('Sign out').click();
      await ui.isAt('sign-in', null);
    };
    // The components' own words for the code; only below an account of the profile stand ours.
    const denied = 'You did not grant access to your account.';

    await step('<SignUp/> has a button for each provider, by the name that the instance gives it', async () => {
      const versions = await ui.open('sign-up');
      await ui.heading('Create your account');
      await social.nth(2).waitFor();
      equal(await social.getByLabel(/^Sign in with/).evaluateAll(icons => icons.map(icon => icon.ariaLabel)),
        ['Sign in with Beta', 'Sign in with GitHub', 'Sign in with Google'], 'the buttons');
      return versions;
    });
    await picture('oauth-component-1-sign-up');

    let user;
    await step('Google signs up, and leads on', async () => {
      await goesBy('Google', 'alpha', nina);
      user = await ui.arrives();
      equal(await page.evaluate(() => [Clerk.user.fullName, Clerk.user.externalAccounts.map(({ provider }) => provider)]), ['nina Outside', ['google']], 'who it is');
      await signOut();
    });

    await step('<SignIn/> says what was used last, and signs in by it', async () => {
      await ui.says('Last used');
      await picture('oauth-component-2-sign-in');
      await goesBy('Google', 'alpha', nina);
      await ui.arrives(user);
      await signOut();
    });

    let other;
    await step('<SignIn/> goes on as a sign-up where nobody is found', async () => {
      await goesBy('GitHub', 'hub', otto);
      other = await ui.arrives();
      await signOut();
    });

    await step('<SignUp/> goes on as a sign-in where somebody is found', async () => {
      await ui.open('sign-up');
      await goesBy('GitHub', 'hub', otto);
      await ui.arrives(other);
      await signOut();
    });

    for (const [component, title] of [['sign-in', 'Sign in to My app'], ['sign-up', 'Create your account']]) {
      await step(`who says no is back at the form of ${component}, is told, and can try again`, async () => {
        await ui.open(component);
        await goesBy('Beta', 'beta');
        await ui.heading(title);
        await ui.says(denied);
        await picture(`oauth-component-3-cancelled-${component}`);
        await page.waitForFunction(() => !Clerk.client.signIn.firstFactorVerification.error && !Clerk.client.signUp.verifications.externalAccount.error);
        await page.reload();
        await ui.heading(title);
        equal(await page.getByText(denied).count(), 0, 'how often it is told after a reload');
        await goesBy('GitHub', 'hub', otto);
        await ui.arrives(other);
        await signOut();
      });
    }

    const section = page.locator('.cl-profileSection__connectedAccounts');
    const row = name => section.locator('.cl-profileSectionItem__connectedAccounts').filter({ hasText: name });
    const connect = async (name, provider, account) => {
      await ui.button('Connect account').click();
      await page.getByRole('menuitem', { name }).click();
      await outside.isAt(page, provider);
      await (account ? outside.says(page, account) : outside.cancels(page));
      await page.waitForURL(url => url.pathname === '/components/user-profile');
    };
    await step('<UserProfile/> shows the account, and what else can be connected', async () => {
      await goesBy('Google', 'alpha', nina);
      await ui.arrives(user);
      await ui.open('user-profile');
      await row('Google').getByText(nina.email).waitFor();
      await ui.button('Connect account').click();
      await page.getByRole('menuitem').nth(1).waitFor();
      equal((await page.getByRole('menuitem').allInnerTexts()).toSorted(), ['Beta', 'GitHub'], 'what can be connected');
      await picture('oauth-component-4-profile');
      await page.keyboard.press('Escape');
    });

    await step('another one is connected, of another address, and its owner is told', async () => {
      const told = (await messagesTo(base, nina.email)).length;
      await connect('Beta', 'beta', pia);
      await row('Beta').getByText(pia.email).waitFor();
      equal(await page.evaluate(() => [Clerk.user.id, Clerk.user.verifiedExternalAccounts.length, Clerk.user.emailAddresses.length]), [user, 2, 1], 'the user');
      equal((await messagesTo(base, nina.email, told + 1)).length, told + 1, 'messages');
    });
    await picture('oauth-component-5-connected');

    await step('who says no is told below the provider', async () => {
      await connect('GitHub', 'hub');
      await row('GitHub').waitFor();
      await section.getByText('You did not let the provider tell who you are.').waitFor();
      equal(await page.evaluate(() => Clerk.user.unverifiedExternalAccounts.map(({ provider, verification }) => [provider, verification.status, verification.error.code])),
        [['github', 'failed', 'oauth_access_denied']], 'what is not connected');
    });
    await picture('oauth-component-6-cancelled');

    await step('so is who connects what belongs to somebody else', async () => {
      await connect('GitHub', 'hub', otto);
      await section.getByText('This account of the provider is in use here already.').waitFor();
      equal(await page.evaluate(() => Clerk.user.unverifiedExternalAccounts.length), 1, 'what is not connected');
    });
    await picture('oauth-component-7-in-use');

    await step('one is removed, and what was not connected too', async () => {
      for (const name of ['GitHub', 'Beta']) {
        await row(name).getByRole('button', { name: 'Open menu' }).click();
        await page.getByRole('menuitem', { name: 'Remove' }).click();
        await ui.heading('Remove connected account');
        await picture(`oauth-component-8-remove-${name.toLowerCase()}`);
        await page.getByRole('button', { name: 'Remove', exact: true }).click();
        await row(name).waitFor({ state: 'detached' });
      }
      equal(await page.evaluate(() => Clerk.user.externalAccounts.map(({ provider }) => provider)), ['google'], 'what is connected');
    });
    await picture('oauth-component-9-removed');

    await step('pictures of well-known providers are not asked of the instance, that of another one is', async () => {
      equal([...shown].toSorted(), ['https://img.clerk.com/static/github.svg', 'https://img.clerk.com/static/google.svg', 'https://logos.example/beta.svg'], 'pictures');
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await ui.close();
  }
});
