import { defineConfig } from 'vite';

/** Bundles the screenshot script into plain JavaScript, since the oldest Node that has to do runs no TypeScript. */
export default defineConfig({
  root: 'test/screenshots',
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: '../../out/screenshots',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { take: 'test/screenshots/take.ts' },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
