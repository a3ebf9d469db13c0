import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^healthomics-streams$/, replacement: source('./src/index.ts') },
      { find: /^healthomics-streams\/notebook$/, replacement: source('./src/notebook/index.ts') },
      { find: /^healthomics-streams\/opentelemetry$/, replacement: source('./src/opentelemetry/index.ts') },
      { find: /^healthomics-streams\/parquet$/, replacement: source('./src/parquet/index.ts') },
      { find: /^healthomics-streams\/testing$/, replacement: source('./src/testing/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/support/compile-command.ts',
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: '.scratch/test-results.json' }]]
      : ['default'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
