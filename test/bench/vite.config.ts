import { defineConfig } from 'vite';

/** Bundles the bench into plain JavaScript, since the oldest Node that has to do runs no TypeScript. */
export default defineConfig({
  root: 'test/bench',
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: '../../out/bench',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: {
        relay: 'test/bench/relay.ts',
        peer: 'test/bench/peer.ts',
        tls: 'test/bench/tls.ts',
        dissect: 'test/bench/dissect.ts',
        catalogue: 'test/bench/catalogue.ts',
        rules: 'test/bench/rules.ts',
        'record-sessions': 'test/bench/record-sessions.ts',
        reading: 'test/bench/reading.ts',
        viewing: 'test/bench/viewing.ts',
        viewer: 'test/bench/viewer.ts',
        memory: 'test/bench/memory.ts',
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
