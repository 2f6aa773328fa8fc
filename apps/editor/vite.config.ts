import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { version } from './package.json' with { type: 'json' };

/** Where `npm start` serves the API while the editor is developed with `vite`. */
const SERVER = 'http://127.0.0.1:4400';

export default defineConfig({
  plugins: [react()],
  define: { __MILLRACE_VERSION__: JSON.stringify(version) },
  // The content security policy forbids inline scripts and data: scripts; fonts and images stay files.
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: 4410,
    proxy: { '/api': SERVER, '/hooks': SERVER, '/oauth': SERVER },
  },
});
