// The React sample as its developer starts it and as a person uses it: type, click, read the code, mistype, wait, reload.
// Environment: BASE, PUBLISHABLE_KEY, SECRET_KEY; optional CHROME_PATH, SCREENSHOTS. It moves the clock of the host, which has to be its own.
import { randomBytes, randomInt } from 'node:crypto';
import { verifyToken } from '@clerk/backend';
import { anotherThan, codesSentTo, codeSentTo, putForward } from './lib/messages.mjs';
import { complaintsOfTypes, serveReactSite } from './lib/react-site.mjs';
import { check, equal, setting, story } from './lib/story.mjs';

await story(async ({ base, page, context, another, traffic, step, picture }) => {
  const publishableKey = setting('PUBLISHABLE_KEY');
  const secretKey = setting('SECRET_KEY');
  const run = randomBytes(4).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const mistyped = `robni.${run}@example.com`;
  const emailAddress = `robin.${run}@example.com`;
  const phoneNumber = `+49151${randomInt(10_000_000, 99_999_999)}`;

  const site = await serveReactSite({ base, publishableKey });
  traffic.allowOnly(site.origin);
  traffic.forwardedFrom(`${site.origin}/__clerk`);
  try {
    const button = name => page.getByRole('button', { name });
    const field = label => page.locator('input').and(page.getByLabel(label));
    const heading = async name => await page.getByRole('heading', { name }).waitFor();
    const alert = async text => await page.getByRole('alert').filter({ hasText: text }).waitFor();
    const type = async (label, text) => {
      await field(label).click();
      await field(label).pressSequentially(text);
    };

    await step('it fits the types of the packages', async () => {
      equal(await complaintsOfTypes(), '', 'what the compiler says');
    });

    await step('the form opens, on one origin with the backend', async () => {
      await page.goto(site.origin);
      await heading('Create your account');
      equal(await page.evaluate(() => Clerk.proxyUrl), `${site.origin}/__clerk`, 'Clerk.proxyUrl');
      check(traffic.calls.some(call => /^200 GET \/npm\/@clerk\/clerk-js@6\/dist\/clerk\.browser\.js/.test(call)), 'the client library did not come from the backend', traffic.calls);
      return await page.evaluate(() => `clerk-js ${Clerk.version}, ${Clerk.status}`);
    });
    await picture('sample-1-form');

    await step('every input has a label and says what it is for', async () => {
      const inputs = await page.locator('input').evaluateAll(all => all.map(input => [input.labels[0]?.textContent ?? '', input.autocomplete]));
      check(inputs.every(([label]) => label), 'an input has no label', inputs);
      equal(inputs.map(([, autocomplete]) => autocomplete), ['given-name', 'family-name', 'email', 'tel', 'username', 'new-password'], 'autocomplete');
    });

    await step('what is wrong is said below its field, and the first one has the focus', async () => {
      await type('Email address', mistyped);
      await type('Phone number', '0151 1');
      await type('Username', `u${run}!`);
      await type(/^Password/, password);
      await button('Continue').click();
      await page.locator('[name=phoneNumber][aria-invalid=true]').waitFor();
      for (const name of ['phoneNumber', 'username']) {
        const input = page.locator(`[name=${name}]`);
        equal(await input.getAttribute('aria-invalid'), 'true', `aria-invalid of ${name}`);
        const about = (await input.getAttribute('aria-describedby')).split(' ').at(-1);
        check((await page.locator(`[id="${about}"]`).textContent()).length > 10, `${name} says nothing`);
      }
      equal(await page.evaluate(() => document.activeElement.name), 'phoneNumber', 'the focus');
      equal(await field('Email address').inputValue(), mistyped, 'what was typed into another field');
    });
    await picture('sample-2-problems');

    await step('then the address is to be verified; another one can be given', async () => {
      await field('Phone number').fill(phoneNumber);
      await field('Username').fill(`robin_${run}`);
      await field('First name').fill('Robin');
      await button('Continue').click();
      await heading('Check your email');
      await page.getByText(`We sent a code to ${mistyped}`).waitFor();
      await codeSentTo(base, mistyped);
      await button('Change email address').click();
      await heading('Change your email address');
      await field('Email address').fill(emailAddress);
      await button('Send a code').click();
      await page.getByText(`We sent a code to ${emailAddress}`).waitFor();
    });

    let code;
    await step('a wrong code is refused beside the field, which asks for one-time codes', async () => {
      code = await codeSentTo(base, emailAddress);
      equal(await field('Code').getAttribute('autocomplete'), 'one-time-code', 'autocomplete');
      equal(await page.evaluate(() => document.activeElement.name), 'code', 'the focus');
      await page.keyboard.type(anotherThan(code));
      await page.keyboard.press('Enter');
      await alert('That code is not right.');
      equal(await field('Code').getAttribute('aria-invalid'), 'true', 'aria-invalid');
      equal(await page.evaluate(() => Clerk.client.signUp.verifications.emailAddress.attempts), 1, 'attempts');
    });
    await picture('sample-3-wrong-code');

    await step('another code has to wait, and the button counts down', async () => {
      const waits = button(/^Send again in \d+ s$/);
      check(await waits.isDisabled(), 'the button can be pressed');
      const before = Number(/\d+/.exec(await waits.textContent()));
      check(before > 0 && before <= 30, 'it does not count from half a minute', before);
      await page.waitForFunction(before => [...document.querySelectorAll('button')].some(one => Number(/Send again in (\d+)/.exec(one.textContent)?.[1]) < before), before);
    });

    await step('a reload goes on at the code, and what is asked for too early says when', async () => {
      await page.reload();
      await heading('Check your email');
      await button('Send another code').click();
      await alert(/A code has just been sent\. Wait \d+ seconds/);
      await button(/^Send again in \d+ s$/).waitFor();
    });
    await picture('sample-4-too-early');

    await step('half a minute later another one comes', async () => {
      await putForward(base, 31);
      await page.reload();
      await button('Send another code').click();
      [, code] = await codesSentTo(base, emailAddress, 2);
      await button(/^Send again in \d+ s$/).waitFor();
    });

    await step('a code that is too old is refused with a way on', async () => {
      await putForward(base, 601);
      await type('Code', code);
      await button('Verify').click();
      await alert('This code has expired.');
      await picture('sample-5-expired');
      await button('Send a code').click();
      code = (await codesSentTo(base, emailAddress, 3)).at(-1);
    });

    await step('the right code, then the one for the phone, and the account is there', async () => {
      await type('Code', code);
      await button('Verify').click();
      await heading('Check your phone');
      await picture('sample-6-phone');
      await type('Code', await codeSentTo(base, phoneNumber));
      await button('Verify').click();
      await heading('Welcome, Robin');
      for (const text of [emailAddress, phoneNumber, `robin_${run}`])
        await page.getByText(text, { exact: true }).waitFor();
    });

    await step('the cookie is of the page itself, and out of reach for scripts', async () => {
      const cookie = (await context.cookies(site.origin)).find(({ name }) => name === '__client');
      equal([cookie?.httpOnly, cookie?.sameSite, cookie?.path], [true, 'Lax', '/'], 'HttpOnly, SameSite, Path');
    });

    await step('a server believes the token that the page shows', async () => {
      await button('Get a token').click();
      const token = await page.locator('code').filter({ hasText: /^\w+\.[\w-]+\.[\w-]+$/ }).textContent();
      // The clock of the host is ahead of this one.
      const claims = await verifyToken(token, { secretKey, apiUrl: base, authorizedParties: [site.origin], clockSkewInMs: 3_600_000 });
      equal(claims.sub, await page.evaluate(() => Clerk.user.id), 'sub');
    });
    await picture('sample-7-account');

    await step('signing out shows the form again', async () => {
      await button('Sign out').click();
      await heading('Create your account');
      equal(await field('Email address').inputValue(), '', 'the address in the form');
    });

    await step('an address, a number and a name that are taken are told by field', async () => {
      await field('Email address').fill(emailAddress);
      await field('Phone number').fill(phoneNumber);
      await field('Username').fill(`robin_${run}`);
      await field(/^Password/).fill(password);
      await button('Continue').click();
      for (const text of ['That email address is taken.', 'That phone number is taken.', 'That username is taken.'])
        await alert(text);
      equal(await page.locator('[aria-invalid=true]').count(), 3, 'fields with a problem');
    });
    await picture('sample-8-taken');

    await step('starting over begins another sign-up', async () => {
      await field('Email address').fill(`again.${run}@example.com`);
      await field('Phone number').fill('');
      await field('Username').fill('');
      await button('Continue').click();
      await heading('Check your email');
      const first = await page.evaluate(() => Clerk.client.signUp.id);
      await button('Start over').click();
      await heading('Create your account');
      equal(await page.getByRole('alert').count(), 0, 'what is complained about');
      await field('Email address').fill(`anew.${run}@example.com`);
      await field(/^Password/).fill(password);
      await button('Continue').click();
      await page.getByText(`We sent a code to anew.${run}@example.com`).waitFor();
      check(await page.evaluate(() => Clerk.client.signUp.id) !== first, 'it is the same sign-up');
    });

    await step('it fits a phone, also in the dark', async () => {
      const { page: small } = await another({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
      await small.goto(site.origin);
      await small.getByRole('heading', { name: 'Create your account' }).waitFor();
      check(await small.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is wider than the screen');
      await picture('sample-9-small-dark', small);
    });

    await step('no network or CORS error, and every answer was JSON', async () => {
      equal(await traffic.problems(), [], 'problems');
      return `${traffic.calls.length} calls`;
    });
  } finally {
    await site.close();
  }
});
