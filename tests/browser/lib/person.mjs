import { codesSentTo } from './messages.mjs';
import { check, equal } from './story.mjs';

// The fields that the hooks file an error under, by the name that the protocol has for them.
const fieldOf = {
  first_name: 'firstName', last_name: 'lastName', email_address: 'emailAddress', phone_number: 'phoneNumber',
  username: 'username', password: 'password', code: 'code', legal_accepted: 'legalAccepted',
};

/**
 * Somebody with a browser of their own, who signs up through the hooks of the React library or through the client library
 * itself. The steps have the names of the hooks; what comes back is what the page's own objects say afterwards.
 */
export class Person {
  sent = {};

  constructor({ base, kind, page, context, origin }) {
    Object.assign(this, { base, kind, page, context, origin });
  }

  async open() {
    await this.page.goto(this.kind === 'hooks' ? `${this.origin}/hooks` : this.origin);
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
    await this.page.evaluate(installSteps, this.kind);
  }

  /** Takes a step that has to succeed. */
  async does(step, params) {
    const said = await this.tries(step, params);
    check(!said.error, `${step} was refused`, said);
    return said.signUp;
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

  /** The sign-up as the page has it. */
  signUp() {
    return this.page.evaluate(() => look());
  }

  /** Asks for a code and reads it. */
  async asksForCode(address, step = address.includes('@') ? 'sendEmailCode' : 'sendPhoneCode') {
    this.sent[address] ??= (await codesSentTo(this.base, address, 0)).length;
    await this.does(step);
    return (await codesSentTo(this.base, address, ++this.sent[address])).at(-1);
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
function installSteps(kind) {
  const pick = verification => verification?.status && { status: verification.status, attempts: verification.attempts, nextAction: verification.nextAction };
  const show = signUp => ({
    id: signUp.id ?? null, status: signUp.status ?? null, missingFields: signUp.missingFields, unverifiedFields: signUp.unverifiedFields,
    emailAddress: signUp.emailAddress, phoneNumber: signUp.phoneNumber, username: signUp.username, firstName: signUp.firstName, lastName: signUp.lastName, hasPassword: signUp.hasPassword,
    createdUserId: signUp.createdUserId, createdSessionId: signUp.createdSessionId,
    email: pick(signUp.verifications.emailAddress) ?? null, phone: pick(signUp.verifications.phoneNumber) ?? null,
  });
  const explain = error => error && {
    status: error.status ?? null, retryAfter: error.retryAfter ?? null, message: error.message,
    errors: (error.errors ?? []).map(({ code, longMessage, meta }) => ({ code, longMessage, paramName: meta?.paramName ?? null })),
  };

  if (kind === 'hooks') {
    const settled = async () => {
      do
        await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      while (hooks.fetchStatus !== 'idle');
    };
    window.look = () => show(hooks.signUp);
    window.takeStep = async (step, params) => {
      const { signUp } = hooks;
      const { error } = await (step in signUp.verifications ? signUp.verifications[step](params) : signUp[step](params));
      await settled();
      return {
        error: explain(error), signUp: show(hooks.signUp),
        fields: Object.fromEntries(Object.entries(hooks.errors.fields).flatMap(([name, error]) => error ? [[name, error.code]] : [])),
        global: hooks.errors.global?.flatMap(error => error.errors?.map(({ code }) => code) ?? [error.code]) ?? null,
      };
    };
    return;
  }

  let complete;
  const current = () => Clerk.client.signUp;
  const steps = {
    create: params => current().create(params),
    update: params => current().update(params),
    password: params => current().id ? current().update(params) : current().create(params),
    sendEmailCode: () => current().prepareEmailAddressVerification({ strategy: 'email_code' }),
    verifyEmailCode: params => current().attemptEmailAddressVerification(params),
    sendPhoneCode: () => current().preparePhoneNumberVerification({ strategy: 'phone_code' }),
    verifyPhoneCode: params => current().attemptPhoneNumberVerification(params),
    finalize: () => Clerk.setActive({ session: complete.createdSessionId }),
  };
  window.look = () => show(current());
  window.takeStep = async (step, params) => {
    try {
      const returned = await steps[step](params);
      // The client forgets an attempt that is complete.
      if (returned?.status === 'complete')
        complete = returned;
      return { error: null, signUp: show(returned?.status === 'complete' ? returned : current()) };
    } catch (error) {
      return { error: explain(error), signUp: show(current()) };
    }
  };
}
