// A sign-up where the instance asks for consent to its terms: the sample asks for it by itself, because it is missing.
// Environment: BASE (a host with FuncAuth:SignUps:LegalConsent), PUBLISHABLE_KEY; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { codeSentTo } from './lib/messages.mjs';
import { Person } from './lib/person.mjs';
import { serveReactSite } from './lib/react-site.mjs';
import { check, equal, setting, story } from './lib/story.mjs';

await story(async ({ base, page, context, traffic, step, picture }) => {
  const run = randomBytes(4).toString('hex');
  const emailAddress = `toni.${run}@example.com`;
  const site = await serveReactSite({ base, publishableKey: setting('PUBLISHABLE_KEY') });
  traffic.allowOnly(site.origin);
  try {
    const person = new Person({ base, kind: 'hooks', page, context, origin: site.origin });
    await step('what was not asked for yet is missing', async () => {
      await person.open();
      await page.fill('[name=emailAddress]', emailAddress);
      await page.fill('[name=password]', `Bright-otter-${randomBytes(4).toString('hex')}-lamp`);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Almost there' }).waitFor();
      equal((await person.attempt()).missingFields, ['legal_accepted'], 'missingFields');
    });
    await picture('consent-1-asked');

    await step('a no is told beside the box', async () => {
      await person.isRefused('update', { legalAccepted: false }, 422, ['legal_not_accepted', 'legal_accepted']);
      equal(await page.getByRole('checkbox').getAttribute('aria-invalid'), 'true', 'aria-invalid');
    });

    await step('a yes goes on to the code, and the user keeps when it was given', async () => {
      await page.getByRole('checkbox').check();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Check your email' }).waitFor();
      await page.fill('[name=code]', await codeSentTo(base, emailAddress));
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('heading', { name: 'Welcome' }).waitFor();
      const at = await page.evaluate(() => Clerk.user.legalAcceptedAt?.getTime() ?? null);
      check(at && Math.abs(Date.now() - at) < 120_000, 'the user does not have the time of consent', at);
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
    });
  } finally {
    await site.close();
  }
});
