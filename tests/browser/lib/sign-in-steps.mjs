// Runs in the page: a sign-in as both kinds of page have it, its steps under the names of the hooks.
export function signInSteps() {
  const verification = of => of?.status ? { strategy: of.strategy, status: of.status, attempts: of.attempts } : null;
  let complete;
  const current = () => Clerk.client.signIn;
  const ids = { email_code: 'emailAddressId', phone_code: 'phoneNumberId', reset_password_email_code: 'emailAddressId', reset_password_phone_code: 'phoneNumberId' };
  const verifyFirst = strategy => ({ code }) => current().attemptFirstFactor({ strategy, code });
  const sendFirst = strategy => (params = {}) => {
    const identifier = params.emailAddress ?? params.phoneNumber;
    if (identifier)
      return current().create({ strategy, identifier });
    const id = ids[strategy];
    return current().prepareFirstFactor({ strategy, [id]: params[id] ?? current().supportedFirstFactors.find(factor => factor.strategy === strategy)?.[id] });
  };
  const steps = {
    create: params => current().create(params),
    password: ({ identifier, password }) => identifier
      ? current().create({ strategy: 'password', identifier, password })
      : current().attemptFirstFactor({ strategy: 'password', password }),
    'mfa.sendPhoneCode': () => current().prepareSecondFactor({ strategy: 'phone_code' }),
    'mfa.verifyPhoneCode': ({ code }) => current().attemptSecondFactor({ strategy: 'phone_code', code }),
    sso: ({ redirectCallbackUrl, redirectUrl, ...params }) =>
      current().authenticateWithRedirect({ ...params, redirectUrl: redirectCallbackUrl, redirectUrlComplete: redirectUrl }),
    finalize: () => Clerk.setActive({ session: complete.createdSessionId }),
  };
  for (const [name, strategy] of [
    ['emailCode', 'email_code'], ['phoneCode', 'phone_code'], ['resetPasswordEmailCode', 'reset_password_email_code'], ['resetPasswordPhoneCode', 'reset_password_phone_code'],
  ]) {
    steps[`${name}.sendCode`] = sendFirst(strategy);
    steps[`${name}.verifyCode`] = verifyFirst(strategy);
    if (name.startsWith('reset'))
      steps[`${name}.submitPassword`] = params => current().resetPassword(params);
  }

  const factor = ({ strategy, safeIdentifier, primary }) => [strategy, ...safeIdentifier ? [safeIdentifier] : [], ...primary ? ['primary'] : []].join(' ');
  return {
    resource: () => window.hooks?.signIn ?? current(),
    take: (signIn, step, params) => {
      const [name, part] = step.split('.').reverse();
      return (part ? signIn[part] : signIn)[name](params);
    },
    show: signIn => ({
      id: signIn.id ?? null, status: signIn.status ?? null, identifier: signIn.identifier ?? null, createdSessionId: signIn.createdSessionId ?? null,
      firstFactors: (signIn.supportedFirstFactors ?? []).map(factor), secondFactors: (signIn.supportedSecondFactors ?? []).map(factor),
      first: verification(signIn.firstFactorVerification), second: verification(signIn.secondFactorVerification),
      firstName: signIn.userData?.firstName ?? null, whyNot: signIn.firstFactorVerification?.error?.code ?? null,
    }),
    steps,
    keep: signIn => { complete = signIn; },
  };
}
