// A plain OAuth 2.0 provider in the manner of GitHub: no discovery, no ID token, no issuer in the answer, refusals with status 200, who somebody is at
// /user, and the addresses in a request of their own. What may go wrong by account (misbehaves): token-, userinfo- or emails-<what> of lib/http.mjs.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { answerAccountPage, answerJson, answerRedirect, listen, misbehave, readForm } from './http.mjs';

const newSecret = () => randomBytes(20).toString('hex');
const same = (one, other) => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

const callbackAllowed = (uri) => {
  if (!URL.canParse(uri))
    return false;
  const { hostname, pathname, search } = new URL(uri);
  return ['127.0.0.1', 'localhost'].includes(hostname) && pathname === '/v1/oauth_callback' && search === '';
};

export const startHub = async (name, accounts) => {
  const client = { id: `funcauth-at-${name}`, secret: `the secret of funcauth at ${name}: 100%+` };
  const codes = new Map();
  const tokens = new Map();

  const authorize = async (request, response, url) => {
    const asked = Object.fromEntries(url.searchParams);
    if (asked.client_id !== client.id || !callbackAllowed(asked.redirect_uri)) {
      answerAccountPage(response, name, '', 'The client or its redirect_uri is not known.');
      return;
    }

    const back = new URL(asked.redirect_uri);
    const goBack = (members) => {
      for (const [member, value] of Object.entries({ ...members, state: asked.state }))
        back.searchParams.set(member, value);
      answerRedirect(response, back.href);
    };
    if (asked.code_challenge_method !== 'S256' || !asked.code_challenge) {
      goBack({ error: 'invalid_request', error_description: 'PKCE with S256 is required' });
      return;
    }

    if (request.method !== 'POST') {
      answerAccountPage(response, name, asked.login);
      return;
    }

    const form = await readForm(request);
    if (form.get('answer') === 'cancel') {
      goBack({ error: 'access_denied', error_description: 'The user has denied your application access.', error_uri: 'https://docs.example/denied' });
      return;
    }

    const account = accounts.typed(form.get('account'));
    if (!account) {
      answerAccountPage(response, name, form.get('account'), 'There is no such account.');
      return;
    }

    const code = newSecret();
    codes.set(code, { sub: account.sub, asked });
    accounts.note(name, 'authorize', account.sub, asked);
    goBack({ code });
  };

  const token = async (request, response) => {
    const form = await readForm(request);
    const known = codes.get(form.get('code'));
    codes.delete(form.get('code'));
    if (known)
      accounts.note(name, 'token', known.sub, { ...Object.fromEntries(form), client_secret: undefined });
    const account = known && accounts.get(known.sub);
    if (account?.misbehaves?.startsWith('token-') && misbehave(response, account.misbehaves.slice('token-'.length), account.to))
      return;

    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    const refusal = form.get('client_id') !== client.id || !same(form.get('client_secret') ?? '', client.secret) ? 'incorrect_client_credentials'
      : !known || known.asked.redirect_uri !== form.get('redirect_uri') || !same(challenge, known.asked.code_challenge) ? 'bad_verification_code'
      : null;
    const answer = refusal
      ? { error: refusal, error_description: 'The code passed is incorrect or expired.' }
      : { access_token: newSecret(), token_type: 'bearer', scope: known.asked.scope ?? '' };
    if (!refusal)
      tokens.set(answer.access_token, { sub: known.sub, scopes: answer.scope.split(/[ ,]/) });

    if (request.headers.accept?.includes('application/json')) {
      answerJson(response, 200, answer);
    } else {
      response.writeHead(200, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' });
      response.end(new URLSearchParams(answer).toString());
    }
  };

  const tell = (request, response, kind, what) => {
    const held = tokens.get(/^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]);
    const account = held && accounts.get(held.sub);
    if (!account || !request.headers['user-agent']) {
      answerJson(response, account ? 403 : 401, { message: account ? 'Say who you are: the User-Agent is missing' : 'Bad credentials' });
      return;
    }

    accounts.note(name, kind, account.sub, {});
    const misbehaves = account.misbehaves?.startsWith(`${kind}-`) && misbehave(response, account.misbehaves.slice(kind.length + 1), account.to);
    if (!misbehaves)
      answerJson(response, 200, what(account, held.scopes));
  };

  const user = ({ sub, email, name: fullName, preferred_username: login, picture }) => ({
    login: login ?? `login-${sub}`.slice(0, 39),
    id: /^\d{1,15}$/.test(sub) ? Number(sub) : sub,
    avatar_url: picture ?? null,
    name: fullName ?? null,
    email: email ?? null, // what people chose to show; it may be anything, and says nothing of a proof
  });

  const emails = ({ email, email_verified: verified, emails: all }, scopes) =>
    !scopes.includes('user:email') ? [] : all ?? (email === undefined ? [] : [
      { email: 'second@hub.example', primary: false, verified: true, visibility: null },
      { email, primary: true, verified, visibility: 'private' },
    ]);

  const server = createServer(async (request, response) => {
    try {
      const url = new URL(request.url, 'http://hub');
      switch (url.pathname) {
        case '/login/oauth/authorize': await authorize(request, response, url); break;
        case '/login/oauth/access_token': await token(request, response); break;
        case '/user': tell(request, response, 'userinfo', user); break;
        case '/user/emails': tell(request, response, 'emails', emails); break;
        default: answerJson(response, 404, { message: 'Not Found' });
      }
    } catch (error) {
      answerJson(response, 500, { message: `${error}` });
    }
  });
  return await listen(server);
};
