// The people that have accounts at the providers. An account is what the providers tell of it, under the names of OpenID Connect Core 1.0, 5.1, as it
// was given: email_verified may be true, "true", or not there at all. Two members are not told:
//   misbehaves: what goes wrong when this account signs in (lib/oidc.mjs, lib/hub.mjs list what), or nothing
//   to:         where a redirect leads that misbehaves
export class Accounts {
  #accounts = new Map();
  #requests = [];

  add(account) {
    if (typeof account?.sub !== 'string')
      throw new Error('an account has a sub');
    this.#accounts.set(account.sub, account);
  }

  get(sub) {
    return this.#accounts.get(sub);
  }

  // What was typed on a provider's page: the sub of an account, the account itself as JSON, or an address, whose account is made here and now.
  typed(text) {
    text = (text ?? '').trim();
    if (text.startsWith('{')) {
      const account = JSON.parse(text);
      this.add(account);
      return account;
    }

    const known = this.#accounts.get(text);
    if (known || !text.includes('@'))
      return known;

    const account = { sub: `sub-of-${text.toLowerCase()}`, email: text, email_verified: true };
    this.add(account);
    return account;
  }

  // A person's claims, without what is said of the account.
  static claims({ misbehaves, to, ...claims }) {
    return claims;
  }

  note(provider, kind, sub, what) {
    this.#requests.push({ provider, kind, sub, ...what });
  }

  requestsOf(sub) {
    return this.#requests.filter((request) => sub === null || request.sub === sub);
  }
}
