import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Tests wait for processes and servers more than they compute.
    maxWorkers: 2,
    // The provider warns that it is set up for tests, which it is.
    onConsoleLog: (log) => !log.includes('oidc-provider WARNING'),
    globalSetup: ['test/build.ts'],
  },
});
