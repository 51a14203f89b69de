// One OpenID Connect provider: oidc-provider, with a page on which one says who one is. What may go wrong by account (misbehaves):
//   token-<what>, userinfo-<what>         <what> of misbehave() in lib/http.mjs
//   userinfo-subject                      user-info of somebody else
//   id-token-missing                      an answer without ID token
//   id-token-<claim>-wrong / -missing     iss, aud, nonce, sub, exp
//   id-token-expired, id-token-future     an hour old; of tomorrow
//   id-token-azp                          for two audiences, and made for the other one
//   id-token-none                         alg none, no signature
//   id-token-hmac                         HS256 with the client's secret; id-token-hmac-key: with the public key
//   id-token-other-key                    signed with a key that nobody published; -same-kid: under the name of one that is
//   id-token-tampered                     a claim changed behind the signature's back
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import Provider, { interactionPolicy } from 'oidc-provider';
import { Accounts } from './accounts.mjs';
import { answerAccountPage, listen, misbehave, readForm } from './http.mjs';

const clientId = (name) => `funcauth-at-${name}`;
const clientSecret = (name) => `the secret of funcauth at ${name}: 100%+`;

const newKey = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { privateKey, jwk: { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' } };
};

// Everybody is asked, every time: a session of before would take a test's account for another's.
const alwaysAsk = () => {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  policy.get('login').checks.add(new interactionPolicy.Check('asked_always', 'people are asked every time', (ctx) =>
    ctx.oidc.result?.login ? interactionPolicy.Check.NO_NEED_TO_PROMPT : interactionPolicy.Check.REQUEST_PROMPT));
  return policy;
};

const grantEverything = async (ctx) => {
  const { provider, client, session, params } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope);
  await grant.save();
  return grant;
};

const segment = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const signed = (header, payload, sealedBy) => {
  const content = `${segment(header)}.${segment(payload)}`;
  return `${content}.${sealedBy(content)}`;
};

const rs256 = (key) => (content) => sign('sha256', Buffer.from(content), key).toString('base64url');
const hs256 = (secret) => (content) => createHmac('sha256', secret).update(content).digest('base64url');

// The ID token as it is when somebody lies.
const misbehavingIdToken = (idToken, what, key, name) => {
  const [header, payload] = idToken.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
  const again = (changes) => signed(header, { ...payload, ...changes }, rs256(key.privateKey));
  const now = Math.floor(Date.now() / 1000);
  switch (what) {
    case 'iss-wrong': return again({ iss: 'https://issuer.example' });
    case 'aud-wrong': return again({ aud: 'somebody-else' });
    case 'nonce-wrong': return again({ nonce: 'another-nonce' });
    case 'iss-missing': return again({ iss: undefined });
    case 'aud-missing': return again({ aud: undefined });
    case 'nonce-missing': return again({ nonce: undefined });
    case 'sub-missing': return again({ sub: undefined });
    case 'exp-missing': return again({ exp: undefined });
    case 'expired': return again({ iat: now - 7200, exp: now - 3600 });
    case 'future': return again({ iat: now + 86400, nbf: now + 86400, exp: now + 90000 });
    case 'azp': return again({ aud: [payload.aud, 'somebody-else'], azp: 'somebody-else' });
    case 'none': return signed({ alg: 'none', typ: 'JWT' }, payload, () => '');
    case 'hmac': return signed({ alg: 'HS256', typ: 'JWT' }, payload, hs256(clientSecret(name)));
    case 'hmac-key': return signed({ alg: 'HS256', typ: 'JWT', kid: header.kid }, payload,
      hs256(createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' })));
    case 'other-key': return signed({ ...header, kid: randomUUID() }, payload, rs256(newKey().privateKey));
    case 'other-key-same-kid': return signed(header, payload, rs256(newKey().privateKey));
    case 'tampered': return `${segment(header)}.${segment({ ...payload, sub: `${payload.sub}-tampered` })}.${idToken.split('.')[2]}`;
    default: throw new Error(`no ID token misbehaves by "${what}"`);
  }
};

export const startOidc = async (name, accounts, { clientAuth, claimsInIdToken }) => {
  let handle = (request, response) => response.destroy();
  const server = createServer((request, response) => handle(request, response));
  const issuer = await listen(server);
  const key = newKey();

  const provider = new Provider(issuer, {
    clients: [{
      client_id: clientId(name),
      client_secret: clientSecret(name),
      token_endpoint_auth_method: clientAuth,
      redirect_uris: ['http://127.0.0.1/v1/oauth_callback'],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    }],
    clientAuthMethods: [clientAuth],
    jwks: { keys: [key.jwk] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username', 'picture'],
    },
    conformIdTokenClaims: !claimsInIdToken,
    cookies: {
      keys: [randomUUID()],
      // Cookies know no ports, so the providers would take each other's.
      names: { session: `${name}_session`, interaction: `${name}_interaction`, resume: `${name}_resume` },
    },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    findAccount: (ctx, sub) => ({ accountId: sub, claims: () => Accounts.claims(accounts.get(sub)) }),
    interactions: { policy: alwaysAsk(), url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: grantEverything,
    pkce: { required: () => true },
    renderError: (ctx, out) => { ctx.type = 'json'; ctx.body = out; },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  });

  // The hosts of tests take free ports, after this has started.
  provider.Client.prototype.redirectUriAllowed = (uri) => {
    const { protocol, hostname, pathname, search } = new URL(uri);
    return /^https?:$/.test(protocol) && ['127.0.0.1', 'localhost'].includes(hostname) && pathname === '/v1/oauth_callback' && search === '';
  };

  provider.use(async (ctx, next) => {
    await next();
    const { route, params, entities } = ctx.oidc ?? {};
    const account = accounts.get(entities?.Account?.accountId ?? entities?.AuthorizationCode?.accountId);
    if (!account)
      return;

    const [, place, what] = /^(token|userinfo|id-token)-(.+)$/.exec(account.misbehaves ?? '') ?? [];
    if (route === 'resume') {
      accounts.note(name, 'authorize', account.sub, { ...params });
    } else if (route === 'token') {
      accounts.note(name, 'token', account.sub, { ...params, client_secret: undefined, authorization: ctx.get('authorization').split(' ')[0], status: ctx.status });
      if (place === 'token') {
        ctx.respond = false;
        misbehave(ctx.res, what, account.to);
      } else if (place === 'id-token' && ctx.body?.id_token) {
        ctx.body = { ...ctx.body, id_token: what === 'missing' ? undefined : misbehavingIdToken(ctx.body.id_token, what, key, name) };
      }
    } else if (route === 'userinfo') {
      accounts.note(name, 'userinfo', account.sub, {});
      if (place === 'userinfo' && what === 'subject') {
        ctx.body = { ...ctx.body, sub: `${ctx.body.sub}-other` };
      } else if (place === 'userinfo') {
        ctx.respond = false;
        misbehave(ctx.res, what, account.to);
      }
    }
  });

  const rest = provider.callback();
  handle = async (request, response) => {
    if (!request.url.startsWith('/interaction/')) {
      rest(request, response);
      return;
    }

    try {
      const { params } = await provider.interactionDetails(request, response);
      if (request.method !== 'POST') {
        answerAccountPage(response, name, params.login_hint);
        return;
      }

      const form = await readForm(request);
      if (form.get('answer') === 'cancel') {
        await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'The person said no' });
        return;
      }

      const account = accounts.typed(form.get('account'));
      if (account)
        await provider.interactionFinished(request, response, { login: { accountId: account.sub, remember: false } });
      else
        answerAccountPage(response, name, form.get('account'), 'There is no such account.');
    } catch (error) {
      answerAccountPage(response, name, '', `${error}`);
    }
  };
  return issuer;
};
