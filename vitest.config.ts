import { defineConfig } from 'vitest/config';

/**
 * `npm test`. The limits are for a slow and busy machine: nothing here measures time, so a longer wait hides nothing.
 */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ['test/support/patience.ts'],
  },
});
