import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BrowserUnavailable, launch } from './browser.mjs';
import { watch } from './traffic.mjs';

/** Ends the process where nothing could be tried, as opposed to 1 where something is wrong. */
export const COULD_NOT_TRY = 77;

class Failure extends Error {
  constructor(message, details) {
    super(message);
    this.details = details;
  }
}

export function check(condition, message, details) {
  if (!condition)
    throw new Failure(message, details);
}

export function equal(actual, expected, what) {
  const [found, wanted] = [actual, expected].map(value => JSON.stringify(value) ?? 'undefined');
  check(found === wanted, `${what} is ${found}, not ${wanted}`);
}

export function setting(name) {
  const value = process.env[name];
  check(value, `The environment variable ${name} is missing.`);
  return value;
}

/** The backend's address without a slash at its end. */
export const baseSetting = () => setting('BASE').replace(/\/+$/, '');

/**
 * Runs a story: a line for each step that came true, and at the first that did not everything known about it.
 * `tell` gets the page, `step(name, action)`, `picture(name)`, and `another()` for the page of somebody else.
 */
export async function story(tell) {
  let browser, page, traffic, current = 'start';

  const picture = async (name, of = page) => {
    if (!process.env.SCREENSHOTS || !of)
      return;
    await mkdir(process.env.SCREENSHOTS, { recursive: true });
    await of.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });
  };

  const step = async (name, action) => {
    current = name;
    const said = await action();
    console.log(`ok    ${name}${typeof said === 'string' ? `: ${said}` : ''}`);
  };

  try {
    const base = baseSetting();
    browser = await launch();
    traffic = watch(base);
    const another = async options => {
      const opened = await browser.open(options);
      traffic.follow(opened.context);
      return opened;
    };
    const first = await another();
    page = first.page;
    console.log(`      browser ${browser.description}`);
    await tell({ base, page, context: first.context, another, traffic, step, picture });
    process.exitCode = 0;
  } catch (error) {
    if (error instanceof BrowserUnavailable) {
      console.log(error.message);
      process.exitCode = COULD_NOT_TRY;
    } else {
      console.log(`FAILED ${current}: ${error instanceof Failure ? error.message : error.stack}`);
      if (error.details !== undefined)
        console.log(indent(typeof error.details === 'string' ? error.details : JSON.stringify(error.details, null, 2)));
      if (traffic)
        console.log(indent(traffic.report()));
      await picture('failed').catch(() => {});
      process.exitCode = 1;
    }
  } finally {
    await browser?.close();
  }
}

const indent = text => text.split('\n').map(line => `       ${line}`).join('\n');
