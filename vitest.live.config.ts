import { defineConfig } from 'vitest/config';

/** Tests against a real etcd and kube-apiserver, one file after the other. Building them the first time takes minutes. */
export default defineConfig({
  test: {
    include: ['{adapters,apps,quality}/**/*.live.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 900_000,
  },
});
