import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{core,cel,domains,pipeline,adapters,contract,apps,quality}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.{live,browser}.test.ts'],
    // A process for each file: some start workers of their own, and workers of workers bring Node down now and then.
    pool: 'forks',
    testTimeout: 20_000,
  },
});
