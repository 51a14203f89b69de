// What becomes of pages and servers whose clock is off: nobody is sent round and round. Environment: BASE, PUBLISHABLE_KEY, SECRET_KEY of a
// production instance that lets pages be on PORT; optional CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { haveAccount } from './lib/account.mjs';
import { at } from './lib/clock.mjs';
import { serveExpressSite } from './lib/express-site.mjs';
import { Person } from './lib/person.mjs';
import { check, equal, setting, story } from './lib/story.mjs';

const skews = [5, -5, 30, -30, 300, -300];

await story(async ({ base, another, traffic, step }) => {
  const run = randomBytes(4).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const site = await serveExpressSite({ base, publishableKey: setting('PUBLISHABLE_KEY'), secretKey: setting('SECRET_KEY') });
  traffic.allowOnly(site.origin);

  // Opens a page of the server as a person does, and tells how it went.
  const navigate = async page => {
    const response = await page.goto(`${site.origin}/api/me`);
    let redirects = 0;
    for (let request = response.request(); request.redirectedFrom(); request = request.redirectedFrom())
      redirects++;
    return { status: response.status(), redirects, path: new URL(response.url()).pathname };
  };

  try {
    const nina = await haveAccount(base, site.origin, { emailAddress: `nina.${run}@example.com`, password });
    const somebody = async (skew = 0) => {
      const browser = await another();
      await browser.context.addInitScript(skew => {
        const Real = Date;
        globalThis.Date = class extends Real {
          constructor(...args) {
            super(...args.length ? args : [Real.now() + skew]);
          }

          static now() {
            return Real.now() + skew;
          }
        };
      }, skew * 1000);
      const person = new Person({ base, kind: 'clerk-js', origin: site.origin, attempt: 'signIn', ...browser });
      await person.open();
      await person.does('password', { identifier: nina.emailAddress, password });
      await person.does('finalize');
      return person;
    };

    const ask = ({ page }, token) => page.evaluate(async token => {
      const response = await fetch('/api/me', { headers: { authorization: `Bearer ${token}` } });
      return [response.status, response.headers.get('x-clerk-auth-reason')];
    }, token);
    const tokenOf = ({ page }) => page.evaluate(() => Clerk.session.getToken());

    const people = {};
    await step('people whose clock is up to five minutes off sign in, and the server believes their tokens', async () => {
      for (const skew of skews) {
        people[skew] = await somebody(skew);
        equal(await ask(people[skew], await tokenOf(people[skew])), [200, null], `the answer at ${skew} s`);
      }
    });

    await step('their pages stay where they are, and none asks for tokens without end', async () => {
      const loads = [];
      for (const skew of skews)
        people[skew].page.on('load', () => loads.push(skew));
      const before = traffic.calls.length;
      await pause(5000);
      equal(loads, [], 'the pages that were loaded again');
      const tokens = traffic.calls.slice(before).filter(call => call.includes('/tokens'));
      // One that is minutes off takes each token for one that is over, and asks again each time that it looks, which is once in 1.5 seconds.
      check(tokens.length <= 2 * 5, 'they ask too often', tokens);
      return `${tokens.length} tokens in five seconds`;
    });

    await step('a page of the server opens for them at once, and they are still signed in after a reload', async () => {
      for (const skew of skews) {
        equal(await navigate(people[skew].page), { status: 200, redirects: 0, path: '/api/me' }, `the page at ${skew} s`);
        await people[skew].open();
        equal((await people[skew].signedIn()).user, nina.user, `who is signed in at ${skew} s`);
      }
    });

    const person = people[5];
    const over = 'session-token-expired-refresh-non-eligible-no-refresh-cookie';
    for (const [skew, reason] of [[5], [-5], [30], [-30, 'session-token-nbf'], [300, over], [-300, 'session-token-nbf']]) {
      await step(`a server whose clock is ${skew} s off ${reason ? 'says why it does not believe them, and sends nobody round and round' : 'believes them'}`, async () => {
        const token = await person.page.evaluate(() => Clerk.session.getToken({ skipCache: true }));
        equal(await at(skew, () => ask(person, token)), reason ? [401, reason] : [200, null], 'the answer to a token');
        // It would have them fetch a new token from the backend, which has no such page.
        equal(await at(skew, () => navigate(person.page)), reason
          ? { status: 404, redirects: 1, path: '/v1/client/handshake' }
          : { status: 200, redirects: 0, path: '/api/me' }, 'the page');
        await person.open();
      });
    }

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
