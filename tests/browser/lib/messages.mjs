import { setTimeout as pause } from 'node:timers/promises';
import { check } from './story.mjs';

/** The code in the newest message to an address, from the list that a local host keeps of what it did not really send. */
export async function codeSentTo(base, address, { timeout = 15_000 } = {}) {
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
      const code = JSON.parse(text).findLast(message => message.code)?.code;
      if (code)
        return String(code);
    }

    await pause(250);
  } while (Date.now() < until);

  check(false, `No message with a code for ${address} within ${timeout / 1000} s`, last);
}

/** A code of the same length that is certainly another one. */
export const anotherThan = code => code.slice(0, -1) + (Number(code.at(-1)) + 1) % 10;
