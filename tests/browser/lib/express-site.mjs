import { clerkMiddleware, getAuth } from '@clerk/express';
import express from 'express';
import { testPage } from './test-page.mjs';

// Nothing but the backend is called.
process.env.CLERK_TELEMETRY_DISABLED = '1';

/**
 * A server of somebody else: a page with the official script tag at `/`, and what only who is signed in may have at `/api/me`.
 * It listens on PORT where that is set.
 */
export async function serveExpressSite({ base, publishableKey, secretKey }) {
  const app = express();
  app.get('/', (request, response) => response.type('html').send(testPage({ base, publishableKey })));
  app.get('/favicon.ico', (request, response) => response.status(204).end());

  // What the documentation of the package has, and where the backend is for the server (apiUrl) and for browsers (proxyUrl).
  app.use(clerkMiddleware({ publishableKey, secretKey, apiUrl: base, proxyUrl: base }));
  const protect = (request, response, next) => getAuth(request).isAuthenticated ? next() : response.status(401).json({ error: 'Unauthorized' });
  app.all('/api/me', protect, (request, response) => {
    const { userId, sessionId } = getAuth(request);
    response.json({ userId, sessionId });
  });

  const server = app.listen(Number(process.env.PORT || 0), 'localhost');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    origin: `http://localhost:${server.address().port}`,
    close: () => new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
