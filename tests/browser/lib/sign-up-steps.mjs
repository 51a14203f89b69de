// Runs in the page: a sign-up as both kinds of page have it, its steps under the names of the hooks.
export function signUpSteps() {
  const verification = of => of?.status ? { status: of.status, attempts: of.attempts, nextAction: of.nextAction } : null;
  let complete;
  const current = () => Clerk.client.signUp;
  return {
    resource: () => window.hooks?.signUp ?? current(),
    take: (signUp, step, params) => step in signUp.verifications ? signUp.verifications[step](params) : signUp[step](params),
    show: signUp => ({
      id: signUp.id ?? null, status: signUp.status ?? null, missingFields: signUp.missingFields, unverifiedFields: signUp.unverifiedFields,
      emailAddress: signUp.emailAddress, phoneNumber: signUp.phoneNumber, username: signUp.username, firstName: signUp.firstName, lastName: signUp.lastName, hasPassword: signUp.hasPassword,
      createdUserId: signUp.createdUserId, createdSessionId: signUp.createdSessionId,
      external: signUp.verifications.externalAccount?.status ?? null, whyNot: signUp.verifications.externalAccount?.error?.code ?? null,
      email: verification(signUp.verifications.emailAddress), phone: verification(signUp.verifications.phoneNumber),
    }),
    steps: {
      create: params => current().create(params),
      update: params => current().update(params),
      password: params => current().id ? current().update(params) : current().create(params),
      sendEmailCode: () => current().prepareEmailAddressVerification({ strategy: 'email_code' }),
      verifyEmailCode: params => current().attemptEmailAddressVerification(params),
      sendPhoneCode: () => current().preparePhoneNumberVerification({ strategy: 'phone_code' }),
      verifyPhoneCode: params => current().attemptPhoneNumberVerification(params),
      sso: ({ redirectCallbackUrl, redirectUrl, ...params }) =>
        current().authenticateWithRedirect({ ...params, redirectUrl: redirectCallbackUrl, redirectUrlComplete: redirectUrl }),
      finalize: () => Clerk.setActive({ session: complete.createdSessionId }),
    },
    // The client forgets an attempt that is complete.
    keep: signUp => { complete = signUp; },
  };
}
