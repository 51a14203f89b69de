import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';

export default defineConfig(({ mode }) => {
  const { FUNCAUTH_URL } = loadEnv(mode, import.meta.dirname, 'FUNCAUTH_');
  return {
    plugins: [react()],
    server: {
      // One origin for the page and FuncAuth: no CORS, and the cookie is the page's own. In production, forward the same path.
      proxy: {
        '/__clerk': { target: FUNCAUTH_URL, rewrite: path => path.slice('/__clerk'.length) },
      },
    },
  };
});
