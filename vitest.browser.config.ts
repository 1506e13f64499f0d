import { defineConfig } from 'vitest/config';

/** Tests that need a browser and the built console (`npm run build --workspace apps/console`): run apart from the others. */
export default defineConfig({
  test: {
    include: ['quality/console/**/*.browser.test.ts'],
    pool: 'threads',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
