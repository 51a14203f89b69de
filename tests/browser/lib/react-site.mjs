import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const sample = new URL('../../../samples/react/', import.meta.url);
const pages = { '/hooks': 'hooks.jsx', '/components': 'components.jsx' };
const pathOf = file => fileURLToPath(new URL(`../pages/${file}`, import.meta.url));
const fromSample = createRequire(new URL('package.json', sample));

/** What the compiler has to say against the sample: nothing, where it fits the types of the packages that it uses. */
export const complaintsOfTypes = () => new Promise(resolve =>
  execFile(process.execPath, [fromSample.resolve('typescript/bin/tsc')], { cwd: fileURLToPath(sample) }, (error, said) => resolve(error ? said || error.message : '')));

/**
 * The React sample on its own Vite, as `npm run dev` serves it: at `/` the sample, which calls the backend through Vite's
 * proxy, at `/hooks` the same forms with the client library from npm instead, which calls the backend itself, and below
 * `/components` the prebuilt ones.
 */
export async function serveReactSite({ base, publishableKey, providers = '' }) {
  const root = fileURLToPath(sample);
  const { createServer } = await import(pathToFileURL(fromSample.resolve('vite')));
  // Vite prefers what is in the environment to what is in .env.
  process.env.FUNCAUTH_URL = base;
  process.env.VITE_CLERK_PUBLISHABLE_KEY = publishableKey;
  process.env.VITE_PROVIDERS = providers;

  const html = file => `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>FuncAuth browser test</title></head>
    <body><div id="root" data-base="${base}"></div><script type="module" src="/@fs${pathOf(file)}"></script></body></html>`;

  const cacheDir = fileURLToPath(new URL(`../node_modules/.cache/vite-${process.pid}/`, import.meta.url));
  const vite = await createServer({
    root,
    configFile: fileURLToPath(new URL('vite.config.ts', sample)),
    cacheDir,
    logLevel: 'warn',
    clearScreen: false,
    server: { host: 'localhost', port: 0, hmr: false, watch: null, fs: { allow: [root, fileURLToPath(new URL('../', import.meta.url))] } },
    // One React and one Clerk for both pages, the sample's, all found beforehand: finding one later reloads the page.
    resolve: { dedupe: ['react', 'react-dom', '@clerk/react'] },
    optimizeDeps: { entries: ['index.html', ...Object.values(pages).map(pathOf)] },
    plugins: [{
      name: 'funcauth-test-pages',
      configureServer: server => {
        for (const [path, file] of Object.entries(pages)) {
          server.middlewares.use(path, async (request, response) => {
            response.setHeader('content-type', 'text/html; charset=utf-8');
            response.end(await server.transformIndexHtml(request.originalUrl, html(file)));
          });
        }
      },
    }],
  });
  await vite.listen();
  return {
    origin: `http://localhost:${vite.httpServer.address().port}`,
    close: async () => {
      await vite.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}
