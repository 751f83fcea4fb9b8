import { createHash } from 'node:crypto';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// `WANGGE_SERVER` is the running server that `npm run dev` passes data requests on to.
const server = process.env.WANGGE_SERVER ?? 'http://127.0.0.1:8080';

/** Builds the service worker beside the page and tells it the files that the page consists of. */
function serviceWorker(): Plugin {
  const FILE = 'sw.js';
  return {
    name: 'wangge-service-worker',
    apply: 'build',
    enforce: 'post',
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'src/offline/worker.ts', fileName: FILE });
    },
    generateBundle(_options, bundle) {
      const worker = bundle[FILE];
      if (worker?.type !== 'chunk') throw new Error(`${FILE} was not built`);
      if (worker.imports.length) throw new Error(`${FILE} shares ${worker.imports} with the page`);
      const names = Object.keys(bundle).filter((it) => it.startsWith('assets/'));
      const files = ['/', '/icon.svg', '/manifest.webmanifest', ...names.map((it) => `/${it}`).sort()];
      // The names of assets tell their content; the page's own text goes in as well.
      const hash = createHash('sha256').update(files.join());
      const page = bundle['index.html'];
      if (page?.type === 'asset') hash.update(page.source);
      worker.code = worker.code
        .replaceAll('__SHELL_FILES__', JSON.stringify(files))
        .replaceAll('__SHELL_VERSION__', JSON.stringify(hash.digest('hex').slice(0, 16)));
    },
  };
}

export default defineConfig({
  plugins: [svelte(), serviceWorker()],
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
