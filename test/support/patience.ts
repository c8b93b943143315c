import { vi } from 'vitest';

/** How long tests wait for something to become true, unless they say otherwise. Waiting ends as soon as it is. */
const PATIENCE_MS = 20_000;

const { waitUntil, waitFor } = vi;
vi.waitUntil = (callback, options = PATIENCE_MS) => waitUntil(callback, options);
vi.waitFor = (callback, options = PATIENCE_MS) => waitFor(callback, options);
