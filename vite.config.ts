/**
 * One configuration for the site, the command-line tools and the tests, so that aliases and imports mean the same in
 * all of them.
 *
 * The content security policy is sent by the preview server only (`scripts/security-headers.ts`): the development
 * server needs the inline script of React's refresh. What must hold for users is tested against the built site.
 */
import react from '@vitejs/plugin-react'
import path from 'node:path'
import { defineConfig } from 'vitest/config'
import { providePostgresSnapshot } from './scripts/postgres-snapshot.mjs'
import { showWorthy } from './scripts/bundler-log.ts'
import { LongestFirst } from './scripts/longest-first.ts'
import { site } from './scripts/site.ts'

const root = import.meta.dirname
/** What an engine's worker loads at once, besides its first file. */
const ENGINE =
  /\/src\/(kernel|projections|host\/(?!fuzz\/|engine\.worker)|catalog|stores|infra\/[^/]+\/kind\b)|rolldown|vite/
const postgresSnapshot = await providePostgresSnapshot()

export default defineConfig(({ isPreview }) => ({
  root,
  // Addresses relative to each page, so that the site works below any path.
  base: './',
  // The preview answers like a static host: what is no file is not found.
  appType: isPreview ? 'mpa' : 'spa',
  plugins: [react(), site(root)],
  resolve: {
    alias: [
      { find: /^~\//, replacement: `${path.join(root, 'src')}/` },
      { find: /^~simulations\//, replacement: `${path.join(root, 'simulations')}/` },
      // Files that packages do not export. Only a regular expression also matches what ends with `?url`.
      { find: /^~modules\//, replacement: `${path.join(root, 'node_modules')}/` },
      { find: /^postgres-snapshot/, replacement: postgresSnapshot },
    ],
  },
  // Nothing imports a worker's first file: WebKit would run it once more, and an error of one copy is none of the other's.
  worker: {
    format: 'es',
    rolldownOptions: {
      onLog: showWorthy,
      output: { codeSplitting: { groups: [{ name: 'engine-core', test: ENGINE }] } },
    },
  },
  // It finds its files by their place beside it.
  optimizeDeps: { exclude: ['@electric-sql/pglite'] },
  // The largest chunk is the marketplace: its visitors sign with CosmJS, which comes for that diagram alone.
  build: {
    target: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2300,
    rolldownOptions: { onLog: showWorthy },
  },
  // The tools are bundled for the Node that runs them, with packages left where they are.
  ssr: { target: 'node' },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1', port: 4173, cors: false },
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // These only end what would never end: a machine may be busy.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Pictures read their colours off the style sheet.
          css: true,
          environment: 'node',
          // The files of a worker share what they have loaded: nothing here keeps anything in a module that a test could change, and to load
          // a simulation for each of three hundred files took a third of the time.
          isolate: false,
          include: ['src/**/*.test.{ts,tsx}', 'simulations/**/*.test.ts', 'scripts/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: ['e2e/browser-and-site.ts'],
          // What a page does takes as long as a busy machine lets it: these only end what would never end.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 150_000 } },
        },
      },
    ],
  },
}))
