import { setTimeout as pause } from 'node:timers/promises';
import { check } from './story.mjs';

/** The code in the newest message to an address, from the list that a local host keeps of what it did not really send. */
export async function codeSentTo(base, address, options) {
  return (await codesSentTo(base, address, 1, options)).at(-1);
}

/** The codes sent to an address, oldest first, once there are so many. */
export async function codesSentTo(base, address, count, options) {
  const messages = await received(base, address, message => message.code, count, options);
  return messages.map(message => String(message.code));
}

/** Everything sent to an address, oldest first, once there is so much. */
export const messagesTo = (base, address, count = 0, options) => received(base, address, () => true, count, options);

async function received(base, address, wanted, count, { timeout = 15_000 } = {}) {
  const url = `${base}/_dev/messages?to=${encodeURIComponent(address)}`;
  const until = Date.now() + timeout;
  let last = 'nothing was answered';
  do {
    const response = await fetch(url).catch(error => ({ failure: error.cause?.message ?? error.message }));
    if (response.failure) {
      last = response.failure;
    } else {
      const text = await response.text();
      last = `${response.status} ${text.slice(0, 1000)}`;
      check(response.ok, `GET ${url} does not answer with messages`, last);
      const messages = JSON.parse(text).filter(wanted);
      if (messages.length >= count)
        return messages;
    }

    await pause(100);
  } while (Date.now() < until);

  check(false, `Not ${count} message(s) of the kind for ${address} within ${timeout / 1000} s`, last);
}

/** Puts the clock of a local host forward. The browser's own stays. */
export async function putForward(base, seconds) {
  const response = await fetch(`${base}/_dev/clock?advance=${seconds}`, { method: 'POST' });
  check(response.ok, `The clock of ${base} does not move`, `${response.status} ${await response.text()}`);
}

/** A code of the same length that is certainly another one. */
export const anotherThan = code => code.slice(0, -1) + (Number(code.at(-1)) + 1) % 10;
