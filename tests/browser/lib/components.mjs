import { serveReactSite } from './react-site.mjs';
import { check, equal, setting } from './story.mjs';

/** The prebuilt components on pages of their own, and the hand of a person on them. */
export async function serveComponents({ base, page, traffic }) {
  const site = await serveReactSite({ base, publishableKey: setting('PUBLISHABLE_KEY') });
  traffic.allowOnly(site.origin);
  traffic.forwardedFrom(`${site.origin}/__clerk`);
  // What moves is never where a picture or a click expects it.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const addressOf = component => `${site.origin}/components/${component}`;

  const signedIn = () => page.evaluate(() => [Clerk.user?.id ?? null, Clerk.session?.id ?? null]);
  return {
    origin: site.origin,
    close: site.close,
    field: name => page.locator(`input[name=${name}]`),
    button: name => page.getByRole('button', { name }),
    continue: () => page.getByRole('button', { name: 'Continue', exact: true }).click(),
    says: text => page.getByText(text).first().waitFor(),
    heading: name => page.getByRole('heading', { name }).waitFor(),

    /** Opens the page of a component, once its scripts have come from the backend. */
    async open(component) {
      await page.goto(addressOf(component));
      await page.waitForFunction(() => window.Clerk?.loaded);
      equal(await page.evaluate(() => Clerk.status), 'ready', 'Clerk.status');
      for (const script of ['clerk-js@6/dist/clerk.browser.js', 'ui@1/dist/ui.browser.js'])
        check(traffic.calls.some(call => /^(200|304) GET /.test(call) && call.endsWith(`/npm/@clerk/${script}`)), `${script} did not come from the backend`, traffic.calls);
      return await page.evaluate(() => `clerk-js ${Clerk.version}, ui ${Clerk.uiVersion}`);
    },

    /** Types a new password and waits until it is judged: that begins with a script that has to come first, and until then a press of the button is lost. */
    async typeNewPassword(field, password) {
      await page.locator(`input[name=${field}]`).fill(password);
      await page.getByText('Your password meets all the necessary requirements').first().waitFor();
    },

    /** Types a code, which the component sends by itself at the last digit; a wrong one it takes away first, after a while. */
    async typeCode(code) {
      const field = page.getByLabel('Enter verification code');
      const ready = await field.elementHandle();
      await page.waitForFunction(input => !input.disabled && input.value === '', ready);
      await field.pressSequentially(code);
    },

    /** Whoever is signed in has been sent to the page that the component was told, and has the avatar there. */
    async arrives(user) {
      await page.waitForURL(addressOf('user-button'));
      await page.getByRole('button', { name: 'Open user menu' }).waitFor();
      const [who, session] = await signedIn();
      check(who && session && (!user || who === user), 'somebody else is signed in, or nobody', { who, session, user });
      return who;
    },

    async isAt(component, user) {
      await page.waitForURL(url => url.href.split('#')[0] === addressOf(component));
      await page.waitForFunction(user => window.Clerk?.loaded && (Clerk.user?.id ?? null) === user, user);
    },
  };
}
