import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const shared = (folder: string): string => new URL(`../../${folder}`, import.meta.url).pathname;

/**
 * No inline scripts and no data: URLs, so that the control plane can serve the console under a strict
 * Content-Security-Policy. `BREAKWATER_API` names the control plane that the development server passes calls on to.
 */
export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  plugins: [react()],
  resolve: { alias: { '#contract': shared('contract'), '#core': shared('core') } },
  server: { proxy: { '/api': { target: process.env['BREAKWATER_API'] ?? 'http://127.0.0.1:8443', changeOrigin: true } } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    chunkSizeWarningLimit: 700,
  },
});
