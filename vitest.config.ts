import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{core,cel,domains,pipeline,adapters,contract,apps,quality}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.{live,browser}.test.ts'],
    pool: 'threads',
    testTimeout: 20_000,
  },
});
