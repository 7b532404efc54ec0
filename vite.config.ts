import { builtinModules } from 'node:module';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const nodeModules = [...builtinModules, /^node:/, 'electron'];

/**
 * Builds the three things that run: the viewer (a page), the hosts (Node) and the preload (one CommonJS file,
 * since a sandboxed preload can neither be a module nor require its own files).
 */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) await builder.build(environment);
    },
  },
  environments: {
    client: {
      build: {
        outDir: '../out/renderer',
        emptyOutDir: true,
        assetsInlineLimit: 0,
        // In kB. All comes from the same machine, once, and is parsed beside the page in an eighth of the time to its first
        // paint: what could be left for later (dialogs, the message, the pictures) is a fifth of it.
        chunkSizeWarningLimit: 1_000,
        modulePreload: { polyfill: false },
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron'], builtins: nodeModules },
      build: {
        outDir: '../out/main',
        emptyOutDir: true,
        target: 'node20',
        minify: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: {
            'smtp-spy': 'main/cli/smtp-spy.ts',
            desktop: 'main/desktop/desktop.ts',
            'hooks-worker': 'app/hooks/hooks-worker.ts',
            'reading-worker': 'app/reading/reading-worker.ts',
          },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron'], builtins: nodeModules },
      build: {
        outDir: '../out/preload',
        emptyOutDir: true,
        target: 'node20',
        minify: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: { preload: 'main/desktop/preload.ts' },
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  },
});
