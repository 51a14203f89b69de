import { codesSentTo } from './messages.mjs';
import { signInSteps } from './sign-in-steps.mjs';
import { signUpSteps } from './sign-up-steps.mjs';
import { check, equal } from './story.mjs';

// The fields that the hooks file an error under, by the name that the protocol has for them.
const fieldOf = {
  first_name: 'firstName', last_name: 'lastName', email_address: 'emailAddress', phone_number: 'phoneNumber',
  username: 'username', identifier: 'identifier', password: 'password', code: 'code', legal_accepted: 'legalAccepted',
};

const attempts = {
  signUp: { steps: signUpSteps, fragment: '#sign-up', codes: ['sendEmailCode', 'sendPhoneCode'] },
  signIn: { steps: signInSteps, fragment: '#sign-in', codes: ['emailCode.sendCode', 'phoneCode.sendCode'] },
};

/**
 * Somebody with a browser of their own, who signs up or in through the hooks of the React library or through the client library
 * itself. The steps have the names of the hooks; what comes back is what the page's own objects say afterwards.
 */
export class Person {
  sent = {};

  /** @param attempt What the person is about: signUp or signIn. */
  constructor({ base, kind, page, context, origin, attempt = 'signUp' }) {
    Object.assign(this, { base, kind, page, context, origin, ...attempts[attempt] });
    this.root = kind === 'hooks' ? '/hooks' : '';
  }

  async open() {
    await this.page.goto(this.kind === 'hooks' ? `${this.origin}/hooks${this.fragment}` : this.origin);
    // Another fragment alone would not load the page again.
    if (await this.page.evaluate(() => window.takeStep !== undefined))
      await this.page.reload();
    await this.loaded();
    return this;
  }

  async reload() {
    await this.page.reload();
    await this.loaded();
  }

  async loaded() {
    await this.page.waitForFunction(kind => window.loadError || window.Clerk?.loaded && (kind !== 'hooks' || window.hooks?.isLoaded), this.kind);
    equal(await this.page.evaluate(() => window.loadError ?? null), null, 'loading the client library');
    equal(await this.page.evaluate(() => Clerk.status), 'ready', 'Clerk.status');
    await this.page.evaluate(`(${installSteps})(${JSON.stringify(this.kind)}, ${this.steps})`);
  }

  /** Takes a step that has to succeed. */
  async does(step, params) {
    const said = await this.tries(step, params);
    check(!said.error, `${step} was refused`, said);
    return said.attempt;
  }

  /** Takes a step that has to be refused, with a code and, where it belongs to a field, that field's name. */
  async isRefused(step, params, status, ...expected) {
    const said = await this.tries(step, params);
    check(said.error, `${step} was not refused`, said);
    const errors = expected.map(one => Array.isArray(one) ? one : [one, null]);
    equal(said.error.errors.map(({ code, paramName }) => [code, paramName]), errors, `the errors of ${step}`);
    equal(said.error.status, status, `the status of ${step}`);
    if (this.kind === 'hooks') {
      const ofFields = errors.filter(([, field]) => field).map(([code, field]) => [fieldOf[field], code]);
      equal(Object.fromEntries(Object.entries(said.fields).sort()), Object.fromEntries(ofFields.sort()), `errors.fields after ${step}`);
      equal(said.global, ofFields.length ? null : errors.map(([code]) => code), `errors.global after ${step}`);
      for (const { longMessage } of said.error.errors)
        await this.isShown(longMessage, step);
    }

    return said;
  }

  /** Whoever is signed in sees no form; everybody else is told what was wrong. */
  async isShown(text, step) {
    await this.page.waitForFunction(
      text => !document.querySelector('form') || [...document.querySelectorAll('[role=alert]')].some(alert => alert.textContent.includes(text)), text, { timeout: 5000 })
      .catch(() => check(false, `the form does not show "${text}" after ${step}`));
  }

  tries(step, params) {
    return this.page.evaluate(([step, params]) => takeStep(step, params), [step, params]);
  }

  /** Is led out to a provider. */
  async leaves(outside, provider, more) {
    await this.page.evaluate(params => { window.wentOut = takeStep('sso', params); }, {
      strategy: `oauth_${provider}`, redirectUrl: `${this.root}/done`, redirectCallbackUrl: `${this.root}/sso-callback`, ...more,
    });
    await outside.isAt(this.page, provider)
      .catch(async error => check(false, `it does not lead to ${provider}: ${error.message}`, await this.page.evaluate(() => window.wentOut)));
  }

  /**
   * Is led out to a provider, says there who they are, or no, and is led back: with nothing left to do to `/done`, else by way of
   * the page that asks the client library what came of it.
   */
  async goesOut(outside, provider, account, to, more) {
    await this.leaves(outside, provider, more);
    await (account ? outside.says(this.page, account) : outside.cancels(this.page));
    await this.isLedTo(to);
  }

  async isLedTo(path) {
    await this.page.waitForURL(url => url.pathname === this.root + path);
    await this.loaded();
  }

  /** The sign-up, or sign-in, as the page has it. */
  attempt() {
    return this.page.evaluate(() => look());
  }

  /** Asks the backend by hand, as a page could. */
  asks(path, form) {
    return this.page.evaluate(async ([address, form]) => {
      const response = await fetch(address, { credentials: 'include', ...form && { method: 'POST', body: new URLSearchParams(form) } });
      const text = await response.text();
      return { status: response.status, codes: (JSON.parse(text).errors ?? []).map(({ code }) => code), text };
    }, [this.base + path, form]);
  }

  /** Asks for a code and reads it. */
  async asksForCode(address, step = this.codes[address.includes('@') ? 0 : 1], params) {
    this.sent[address] ??= (await codesSentTo(this.base, address, 0)).length;
    await this.does(step, params);
    return (await codesSentTo(this.base, address, ++this.sent[address])).at(-1);
  }

  /** Signs out, of all sessions where none is named, and waits for the page that whoever has signed out is sent to. */
  async signsOut(options) {
    const call = options?.sessionId ? `/v1/client/sessions/${options.sessionId}/remove?` : '/v1/client/sessions?';
    await Promise.all([
      this.page.waitForResponse(response => response.url().startsWith(this.base + call) && response.ok()),
      this.page.waitForURL(url => url.search === '?signed-out'),
      this.page.evaluate(options => { void Clerk.signOut({ redirectUrl: '/?signed-out', ...options }); }, options),
    ]);
    await this.open();
  }

  signedIn() {
    return this.page.evaluate(() => ({
      user: Clerk.user?.id ?? null, session: Clerk.session?.id ?? null, emailAddress: Clerk.user?.primaryEmailAddress?.emailAddress ?? null,
      phoneNumber: Clerk.user?.primaryPhoneNumber?.phoneNumber ?? null, username: Clerk.user?.username ?? null,
      firstName: Clerk.user?.firstName ?? null, lastName: Clerk.user?.lastName ?? null,
    }));
  }
}

// Runs in the page.
function installSteps(kind, about) {
  const { resource, take, show, steps, keep } = about();
  const explain = error => error && {
    status: error.status ?? null, retryAfter: error.retryAfter ?? null, message: error.message,
    errors: (error.errors ?? []).map(({ code, longMessage, meta }) => ({ code, longMessage, paramName: meta?.paramName ?? null })),
  };
  window.look = () => show(resource());

  if (kind === 'hooks') {
    const settled = async () => {
      do
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      while (hooks.fetchStatus !== 'idle');
    };
    window.takeStep = async (step, params) => {
      const { error } = await take(resource(), step, params);
      await settled();
      const { fields, global } = hooks.errorsOf(resource());
      return {
        error: explain(error), attempt: look(),
        fields: Object.fromEntries(Object.entries(fields).flatMap(([name, error]) => error ? [[name, error.code]] : [])),
        global: global?.flatMap(error => error.errors?.map(({ code }) => code) ?? [error.code]) ?? null,
      };
    };
    return;
  }

  window.takeStep = async (step, params) => {
    try {
      const returned = await steps[step](params);
      if (returned?.status === 'complete')
        keep(returned);
      return { error: null, attempt: show(returned?.status === 'complete' ? returned : resource()) };
    } catch (error) {
      return { error: explain(error), attempt: show(resource()) };
    }
  };
}
