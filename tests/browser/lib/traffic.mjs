const aboutNetwork = /CORS|Access-Control-|net::ERR_|Failed to fetch|NetworkError|Mixed Content|Content Security Policy/i;

/** Keeps what browsers and the backend said to each other, and everything about it that must never happen. */
export function watch(backend) {
  // The backend's own address, and those under which a page's own server forwards to it.
  const bases = [backend];
  const origins = [];
  const calls = [];
  const problems = [];
  const reading = new Set();

  /** The part of an address that the backend sees, or undefined where it is not the backend's. */
  const asked = url => bases.filter(base => url === base || url.startsWith(`${base}/`)).map(base => url.slice(base.length))[0];
  const short = request => `${request.method()} ${(asked(request.url()) ?? request.url()).replace(/([?&](?:__\w+|_clerk_js_version)=)[^&]*/g, '$1…')}`;

  const answered = response => {
    const request = response.request();
    const path = asked(response.url());
    if (path === undefined)
      return;

    calls.push(`${response.status()} ${short(request)}`);
    if (path.startsWith('/npm/')) {
      if (response.status() >= 400)
        problems.push(`${short(request)} answered ${response.status()}: the client library is not served`);
      return;
    }

    if (response.status() === 204 || request.resourceType() === 'document')
      return;

    const type = response.headers()['content-type'] ?? 'no content type';
    if (path.startsWith('/v1') && !/^application\/(?:[\w.+-]+\+)?json\b/.test(type))
      problems.push(`${short(request)} answered ${response.status()} with ${type}, not with JSON`);
    if (!path.startsWith('/v1') || response.status() >= 300 && response.status() < 400)
      return;

    const read = response.text().then(
      text => {
        try {
          JSON.parse(text);
        } catch {
          problems.push(`${short(request)} answered ${response.status()} with a body that is not JSON: ${text.slice(0, 200)}`);
        }
      },
      // A page that is left takes the bodies of its answers along; their content type has been looked at.
      () => {});
    reading.add(read);
    read.finally(() => reading.delete(read));
  };

  const failed = request => {
    const why = request.failure()?.errorText ?? 'no reason given';
    // What a page has under way when it is left or reloaded ends like this.
    if (why === 'net::ERR_ABORTED')
      return;
    calls.push(`--- ${short(request)} (${why})`);
    problems.push(`${short(request)} failed: ${why}`);
  };

  // Nobody is called but the page's own server and the backend; where the backend sends the browser elsewhere for the
  // client library, that is the backend's decision.
  const sent = request => {
    const url = request.url();
    if (origins.length && /^https?:/.test(url) && asked(url) === undefined && !origins.some(origin => url.startsWith(`${origin}/`)) && !request.redirectedFrom())
      problems.push(`somebody else was called: ${short(request)}`);
  };

  return {
    calls,
    follow: context => {
      context.on('request', sent);
      context.on('response', answered);
      context.on('requestfailed', failed);
      context.on('console', message => {
        if (message.type() === 'error' && aboutNetwork.test(message.text()))
          problems.push(`the console says: ${message.text()}`);
      });
      context.on('weberror', error => problems.push(`the page threw: ${error.error().stack ?? error.error().message}`));
    },
    allowOnly: origin => origins.push(origin),
    forwardedFrom: base => bases.push(base),
    problems: async () => {
      await Promise.all(reading);
      return [...problems];
    },
    report: () => [
      problems.length ? 'What must not happen and did:' : 'No network or CORS problem was seen.',
      ...problems.map(problem => `  ${problem}`),
      'The last calls to the backend:',
      ...calls.slice(-25).map(call => `  ${call}`),
    ].join('\n'),
  };
}
