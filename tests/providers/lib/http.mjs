export const listen = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });

const readText = async (request) => {
  const parts = [];
  for await (const part of request)
    parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};

export const readJson = async (request) => JSON.parse(await readText(request));

export const readForm = async (request) => new URLSearchParams(await readText(request));

export const answerJson = (response, status, value) => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
};

export const answerRedirect = (response, location) => {
  response.writeHead(303, { location, 'cache-control': 'no-store' });
  response.end();
};

const escaped = (text) => `${text}`.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

// Where a person says who they are at a provider. It works without scripts: by clicks in a browser, and by its form alone.
export const answerAccountPage = (response, provider, hint, problem) => {
  response.writeHead(problem ? 400 : 200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`<!doctype html>
<html lang="en">
<title>Sign in to ${escaped(provider)}</title>
<h1>Sign in to ${escaped(provider)}</h1>
${problem ? `<p id="problem">${escaped(problem)}</p>` : ''}
<form method="post">
  <label>Account <input id="account" name="account" value="${escaped(hint ?? '')}" autofocus></label>
  <button id="continue" name="answer" value="continue">Continue</button>
  <button id="cancel" name="answer" value="cancel">Cancel</button>
</form>
</html>`);
};

// Misbehaviour that any answer of JSON can show. Returns whether it was shown.
export const misbehave = (response, what, to) => {
  switch (what) {
    case '500':
      answerJson(response, 500, { error: 'server_error' });
      return true;
    case 'hang':
      return true; // the connection stays open, and nothing comes
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"access_token": "one", <html>');
      return true;
    case 'array':
      answerJson(response, 200, ['one', 'two']);
      return true;
    case 'empty':
      answerJson(response, 200, {});
      return true;
    case 'types':
      answerJson(response, 200, { access_token: 1, id_token: ['one'], token_type: {}, scope: { one: 1 }, sub: [], id: {}, email: 1, name: ['one'] });
      return true;
    case 'huge':
      answerJson(response, 200, { access_token: 'one', token_type: 'Bearer', padding: 'x'.repeat(1024 * 1024) });
      return true;
    case 'redirect':
      response.writeHead(302, { location: to });
      response.end();
      return true;
    default:
      return false;
  }
};
