import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// `WANGGE_SERVER` is the running server that `npm run dev` passes data requests on to.
const server = process.env.WANGGE_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // The policy of the page allows no data: style sheets or fonts, so nothing is inlined.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: 'maplibre', test: /node_modules\/maplibre-gl/ }] },
      },
    },
  },
  server: { proxy: { '/api': server, '/tiles': server, '/health': server } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
