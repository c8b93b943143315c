import { defineConfig } from 'vitest/config';

/** The long runs that `npm test` does in small: `npm run soak`. */
export default defineConfig({
  test: {
    include: ['test/**/*.soak.ts'],
    fileParallelism: false,
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ['test/support/patience.ts'],
  },
});
