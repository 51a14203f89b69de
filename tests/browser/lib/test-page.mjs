import { createServer } from 'node:http';
import { pagesBack } from './pages-back.mjs';

const escape = text => text.replace(/[&"<>]/g, c => `&#${c.charCodeAt(0)};`);

/** A page with the official script tag and nothing else; at `/sso-callback` it goes on where people come back from a provider. */
export const testPage = ({ base, publishableKey }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>FuncAuth browser test</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem; }
  dt { color: #666; } dd { margin: 0 0 .75rem; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
</style>
<script async crossorigin="anonymous"
  data-clerk-publishable-key="${escape(publishableKey)}"
  data-clerk-proxy-url="${escape(base)}"
  src="${escape(base)}/npm/@clerk/clerk-js@6/dist/clerk.browser.js"
  onload="start()" onerror="failed(new Error('the script did not load'))"></script>
<script>
  window.loadError = null;
  const failed = error => { window.loadError = String(error && error.message || error); };
  const start = async () => {
    try {
      await Clerk.load({ telemetry: false });
      Clerk.addListener(show);
      show();
      if (location.pathname === '/sso-callback')
        await Clerk.handleRedirectCallback(${JSON.stringify(pagesBack())});
    } catch (error) { failed(error); }
  };
  const show = () => {
    const say = (id, text) => { document.getElementById(id).textContent = text || '–'; };
    say('status', Clerk.status + ', clerk-js ' + Clerk.version);
    say('sign-up', Clerk.client && Clerk.client.signUp && Clerk.client.signUp.status);
    say('user', Clerk.user && Clerk.user.primaryEmailAddress && Clerk.user.primaryEmailAddress.emailAddress);
    say('session', Clerk.session && Clerk.session.id);
  };
</script>
</head>
<body>
<h1>FuncAuth browser test</h1>
<dl>
  <dt>Clerk</dt><dd id="status">–</dd>
  <dt>Sign-up</dt><dd id="sign-up">–</dd>
  <dt>User</dt><dd id="user">–</dd>
  <dt>Session</dt><dd id="session">–</dd>
</dl>
</body>
</html>`;

/**
 * An application as a person would start it: a page on a port of its own, on the same host name as the backend because the
 * client's cookie is SameSite=Lax.
 */
export async function serveTestPage({ base, publishableKey }) {
  const html = testPage({ base, publishableKey });
  const pages = ['/', '/sso-callback', '/done', ...Object.values(pagesBack())];
  const server = createServer((request, response) => {
    if (!pages.includes(request.url.split('?')[0])) {
      response.writeHead(204).end();
      return;
    }

    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    close: () => new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
