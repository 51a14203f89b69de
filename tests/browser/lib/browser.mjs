import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** The browser, and not the backend, is why nothing was tried. Ends the process with 77. */
export class BrowserUnavailable extends Error {}

const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge', 'microsoft-edge', 'microsoft-edge-stable'];

const usualPlaces = {
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/snap/bin/chromium'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .flatMap(folder => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]),
};

const isFile = path => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Where a browser is, and what it needs in its environment. CHROME_PATH names one, or is `npm` for the one in node_modules. */
export async function findBrowser() {
  const asked = process.env.CHROME_PATH;
  if (asked && asked !== 'npm') {
    if (!isFile(asked))
      throw new BrowserUnavailable(`CHROME_PATH names ${asked}, and there is no such file.`);
    return { executablePath: asked, env: {} };
  }

  if (!asked) {
    const suffix = process.platform === 'win32' ? '.exe' : '';
    const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
    const candidates = [...onPath.flatMap(name => folders.map(folder => join(folder, name + suffix))), ...(usualPlaces[process.platform] ?? [])];
    const executablePath = candidates.find(isFile);
    if (executablePath)
      return { executablePath, env: {} };
  }

  return await browserFromNpm();
}

// The package unpacks into the folder for temporary files and takes whatever is called `chromium` there for its own, so it
// gets a folder of ours, moved into place when complete: two processes may come here at the same time.
async function browserFromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new BrowserUnavailable(`No Chromium, Chrome or Edge was found, and the Chromium from npm is for Linux on x64 only. Install one, or name it in CHROME_PATH.`);

  const { version } = createRequire(import.meta.url)('../node_modules/@sparticuz/chromium/package.json');
  const cache = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const staging = await mkdtemp(join(cache, 'unpacking-'));
    try {
      // The second variable makes it unpack the shared libraries it brings for systems without any.
      await withEnvironment({ TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }, async () => {
        const { default: packaged } = await import('@sparticuz/chromium');
        await packaged.executablePath();
      });
      await rename(staging, folder).catch(error => {
        if (!existsSync(folder))
          throw error;
      });
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }

  const executablePath = join(folder, 'chromium');
  const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  const attempts = [fonts, { ...fonts, LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter) }];
  let said = '';
  for (const env of attempts) {
    const tried = spawnSync(executablePath, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, encoding: 'utf8', timeout: 30_000 });
    if (tried.status === 0)
      return { executablePath, env };
    said = (tried.stderr || tried.error?.message || `ended with ${tried.status ?? tried.signal}`).trim().split('\n')[0];
  }

  throw new BrowserUnavailable(`No Chromium, Chrome or Edge was found, and the Chromium from npm does not start here (${said}). Install one, or name it in CHROME_PATH.`);
}

async function withEnvironment(values, action) {
  const names = [...Object.keys(values), 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'HOME'];
  const before = names.map(name => [name, process.env[name]]);
  Object.assign(process.env, values);
  try {
    return await action();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined)
        delete process.env[name];
      else
        process.env[name] = value;
    }
  }
}

/** A browser that does not show that a program drives it. Each of its windows is another person's: nothing is shared between two. */
export async function launch() {
  const { executablePath, env } = await findBrowser();
  let browser;
  try {
    browser = await chromium.launch({
      executablePath,
      headless: true,
      env: { ...process.env, ...env },
      ignoreDefaultArgs: ['--enable-automation'],
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
        '--disable-blink-features=AutomationControlled',
      ],
      timeout: 60_000,
    });
  } catch (error) {
    throw new BrowserUnavailable(`${executablePath} was found and does not start (${whatItSaid(error.message)}). Name another in CHROME_PATH, or 'npm' there for the one that an npm package brings.`);
  }

  const open = async options => {
    const context = await browser.newContext(options);
    // The client library takes a page with navigator.webdriver for one that is offline: it would hide refused requests and
    // still call itself ready. The flag above is what real pages see; the script is for browsers that no longer know it.
    await context.addInitScript(() => {
      if (navigator.webdriver)
        Object.defineProperty(Navigator.prototype, 'webdriver', { configurable: true, enumerable: true, get: () => false });
    });
    context.setDefaultTimeout(30_000);
    const page = await context.newPage();
    if (await page.evaluate(() => navigator.webdriver) !== false)
      throw new BrowserUnavailable(`${executablePath} insists on navigator.webdriver, which makes the client library hide network failures.`);
    return { context, page };
  };

  return { open, close: () => browser.close().catch(() => {}), description: `${browser.version()}, ${executablePath}` };
}

// The message holds the whole command line; what the browser itself printed stands in lines marked [err].
const whatItSaid = text => {
  const lines = text.replace(/\x1b\[\d*m/g, '').split('\n').map(line => line.trim()).filter(Boolean);
  const own = [...new Set(lines.flatMap(line => /\[err\]\s*(.+)/.exec(line)?.[1] ?? []))].slice(0, 3);
  return (own.length ? own : lines.slice(0, 1)).join(' | ').slice(0, 500);
};
