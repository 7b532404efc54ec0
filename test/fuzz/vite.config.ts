import { defineConfig } from 'vite';

/** Bundles the fuzz run into plain JavaScript, since the oldest Node that has to do runs no TypeScript. */
export default defineConfig({
  root: 'test/fuzz',
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: '../../out/fuzz',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { dissect: 'test/fuzz/dissect.ts' },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
