// The try-it page of a local host, used as a person would: type, click, read the code, click, sign out.
// Environment: BASE; optional SECRET_KEY (then the shown token is verified), CHROME_PATH, SCREENSHOTS.
import { randomBytes } from 'node:crypto';
import { verifyToken } from '@clerk/backend';
import { codeSentTo, codesSentTo } from './lib/messages.mjs';
import { check, equal, story } from './lib/story.mjs';

await story(async ({ base, page, traffic, step, picture }) => {
  const run = randomBytes(6).toString('hex');
  const password = `Bright-otter-${randomBytes(4).toString('hex')}-lamp`;
  const emailAddress = `sam.${run}@example.com`;
  traffic.allowOnly(base);

  const shown = id => page.locator(id).evaluate(element => (element.value ?? element.textContent ?? '').trim());

  // Waits for what the page shows, a field without any text included, or for what it says went wrong.
  const until = async (what, id, expected) => {
    const found = await page.waitForFunction(([id, expected]) => {
      const read = id => (element => (element?.value ?? element?.textContent ?? '').trim())(document.querySelector(id));
      if (read('#error'))
        return { error: read('#error') };
      const come = expected ? new RegExp(expected).test(read(id)) : document.querySelector(id)?.checkVisibility();
      return come && { text: read(id) };
    }, [id, expected]).then(handle => handle.jsonValue(), error => ({ error: error.message }));
    check(!found.error, what, found.error);
    return found.text;
  };

  await step('the page opens', async () => {
    const response = await page.goto(`${base}/_dev/try`);
    equal(response.status(), 200, 'status');
    for (const id of ['#email', '#password', '#sign-up', '#identifier', '#current-password', '#sign-in', '#code', '#verify', '#resend', '#session', '#token', '#sign-out', '#error'])
      equal(await page.locator(id).count(), 1, id);
    await page.waitForFunction(() => window.Clerk?.loaded);
    equal(await page.evaluate(() => Clerk.status), 'ready', 'Clerk.status');
    equal(await shown('#session'), '', '#session');
  });
  await picture('try-1-opened');

  await step('sign up', async () => {
    await page.fill('#email', emailAddress);
    await page.fill('#password', password);
    await page.click('#sign-up');
    await until('the code is not asked for', '#code');
  });

  let code;
  await step('read the code', async () => {
    code = await codeSentTo(base, emailAddress);
  });
  await picture('try-2-code-sent');

  await step('ask for another one at once', async () => {
    await page.click('#resend');
    await page.waitForFunction(() => /A code has just been sent/.test(document.querySelector('#error').textContent));
  });

  let session;
  await step('type the code', async () => {
    await page.fill('#code', code);
    await page.click('#verify');
    session = await until('no session came up', '#session', 'sess_\\w+');
    return session;
  });

  await step('a token is shown', async () => {
    const token = (await until('no token came up', '#token', '\\w+\\.[\\w-]+\\.[\\w-]+')).match(/[\w-]+\.[\w-]+\.[\w-]+/)[0];
    if (!process.env.SECRET_KEY)
      return 'not verified, because SECRET_KEY is not set';
    const claims = await verifyToken(token, { secretKey: process.env.SECRET_KEY, apiUrl: base });
    check(session.includes(claims.sid), 'the token is for another session', { session, sid: claims.sid });
  });
  await picture('try-3-signed-in');

  await step('sign out', async () => {
    await page.click('#sign-out');
    await until('the session is still shown', '#session', '^$');
    await page.reload();
    await page.waitForFunction(() => window.Clerk?.loaded);
    equal(await page.evaluate(() => Clerk.user), null, 'Clerk.user');
    equal(await shown('#session'), '', '#session');
  });
  await picture('try-4-signed-out');

  await step('sign in with the password, a wrong one first', async () => {
    await page.click('#to-sign-in');
    await page.fill('#identifier', emailAddress);
    await page.fill('#current-password', `${password}!`);
    await page.click('#sign-in');
    await page.waitForFunction(() => /That password is not right/.test(document.querySelector('#error').textContent));
    await picture('try-5-wrong-password');
    await page.fill('#current-password', password);
    await page.click('#sign-in');
    await until('no session came up', '#session', 'sess_\\w+');
    await page.click('#sign-out');
    await until('the session is still shown', '#session', '^$');
  });

  await step('sign in with a code, also after a reload', async () => {
    await page.click('#to-sign-in');
    await page.fill('#identifier', emailAddress);
    await page.click('#sign-in');
    await until('the code is not asked for', '#code');
    await page.reload();
    await until('the code is not asked for after a reload', '#code');
    await page.fill('#code', (await codesSentTo(base, emailAddress, 2))[1]);
    await page.click('#verify');
    await until('no session came up', '#session', 'sess_\\w+');
  });

  await step('no network or CORS error, and every answer was JSON', async () => {
    equal(await traffic.problems(), [], 'problems');
  });
});
