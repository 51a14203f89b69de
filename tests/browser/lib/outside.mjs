import { check, setting } from './story.mjs';

/** The way out to providers that are not ours, which are at the addresses in PROVIDERS, and what people do on their pages. */
export function outsideProviders({ traffic }) {
  const { control, ...providers } = JSON.parse(setting('PROVIDERS'));
  Object.values(providers).forEach(traffic.allowOnly);

  return {
    /** Somebody's account, the same at all providers. */
    account: (name, email, more) => ({ sub: `sub-of-${name}-${email}`, email, email_verified: true, given_name: name, family_name: 'Outside', name: `${name} Outside`, ...more }),

    isAt: (page, provider) => page.waitForURL(url => url.origin === providers[provider]),

    /** Says on the page of a provider to be somebody. */
    async says(page, account) {
      await page.locator('#account').fill(JSON.stringify(account));
      await page.locator('#continue').click();
    },

    /** Says no there. */
    cancels: page => page.locator('#cancel').click(),

    /** How often a code was given back to a provider for that account. */
    async exchanges({ sub }) {
      const response = await fetch(`${control}/requests?sub=${encodeURIComponent(sub)}`);
      check(response.ok, 'the providers do not tell what they were asked', response.status);
      return (await response.json()).filter(({ kind }) => kind === 'token').length;
    },
  };
}
