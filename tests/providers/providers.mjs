// Three external providers that are not ours, on free ports of this machine, for as long as standard input is open.
// Prints one line of JSON when they answer: { alpha, beta, hub, control }, a base address each.
//
// alpha and beta are OpenID Connect providers (the certified package oidc-provider), hub is plain OAuth 2.0 in the manner of GitHub.
// They differ as providers do: alpha tells of a person in the ID token and takes the client's secret in the form, beta tells at its user-info
// endpoint and takes the secret in a header.
//
// At control:
//   POST /accounts             an account that can be picked at every provider: see lib/accounts.mjs
//   GET  /requests?sub=…       what was asked about an account: [{ provider, kind: authorize|token|userinfo|emails, … }], oldest first
import { createServer } from 'node:http';
import { Accounts } from './lib/accounts.mjs';
import { startHub } from './lib/hub.mjs';
import { answerJson, listen, readJson } from './lib/http.mjs';
import { startOidc } from './lib/oidc.mjs';

const accounts = new Accounts();
const alpha = await startOidc('alpha', accounts, { clientAuth: 'client_secret_post', claimsInIdToken: true });
const beta = await startOidc('beta', accounts, { clientAuth: 'client_secret_basic', claimsInIdToken: false });
const hub = await startHub('hub', accounts);

const control = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://control');
  try {
    if (request.method === 'POST' && url.pathname === '/accounts') {
      accounts.add(await readJson(request));
      answerJson(response, 200, {});
    } else if (request.method === 'GET' && url.pathname === '/requests') {
      answerJson(response, 200, accounts.requestsOf(url.searchParams.get('sub')));
    } else {
      answerJson(response, 404, { error: `nothing at ${request.method} ${url.pathname}` });
    }
  } catch (error) {
    answerJson(response, 400, { error: `${error}` });
  }
});
const controlUrl = await listen(control);

// Whoever started this holds the other end; the system closes it even when that process is killed.
process.stdin.on('error', () => {}).once('close', () => process.exit(0)).resume();
console.log(JSON.stringify({ alpha, beta, hub, control: controlUrl }));
