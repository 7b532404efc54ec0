import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{app,main,renderer}/**/*.test.ts'],
          // Property tests and real sockets on a busy machine.
          testTimeout: 20_000,
          environment: 'node',
          // All processors: what distributes the tests needs next to nothing, and machines that run them for others have two.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['test/support/build.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Behind the others, and no more than two files at once: each has programs and browsers of its own.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          // A browser that shares its machine with others is late now and then. `.ci/run` names the tests to which that happened,
          // so that they are mended.
          retry: process.env['CI'] === undefined ? 0 : 1,
          // What a page or a process shows in the end may take a while on a machine that is busy.
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
});
