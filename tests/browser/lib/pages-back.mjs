/** The pages that people come back to from a provider, below `root`; those of a form end with what shows it. */
export const pagesBack = (root = '', signIn = '', signUp = '') => ({
  signInUrl: `${root}/sign-in${signIn}`,
  signUpUrl: `${root}/sign-up${signUp}`,
  secondFactorUrl: `${root}/second-factor${signIn}`,
  continueSignUpUrl: `${root}/continue${signUp}`,
  signInFallbackRedirectUrl: `${root}/signed-in`,
  signUpFallbackRedirectUrl: `${root}/signed-up`,
});
