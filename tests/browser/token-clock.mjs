// What a server whose clock is off makes of a fresh session token, by the official verifier.
// Environment: TOKEN, BASE, SECRET_KEY. Prints one line of JSON: by skew in seconds "ok" or the verifier's reason.
import { verifyToken } from '@clerk/backend';
import { baseSetting, setting } from './lib/story.mjs';

const [token, secretKey, apiUrl] = [setting('TOKEN'), setting('SECRET_KEY'), baseSetting()];
const wall = Date.now;
const issued = JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).iat * 1000;

const judge = async (seconds, options) => {
  // As if the token arrived at the second it was made, at a server whose clock is so much ahead.
  Date.now = () => issued + seconds * 1000;
  try {
    const claims = await verifyToken(token, { secretKey, apiUrl, ...options });
    return claims.sid ? 'ok' : 'no session';
  } catch (error) {
    return error.reason ?? `${error}`;
  } finally {
    Date.now = wall;
  }
};

const skews = [0, 5, -5, 10, -10, 30, -30, 300, -300];
const result = { usual: {}, tolerant: {} };
for (const seconds of skews) {
  result.usual[seconds] = await judge(seconds, {});
  result.tolerant[seconds] = await judge(seconds, { clockSkewInMs: 10_000 });
}

console.log(JSON.stringify(result));
