import { defineConfig } from 'vite';

/**
 * Builds `dist/widget.js`: one classic script with styles and words inside, so that a shop needs one tag and its
 * Content-Security-Policy one entry. `dist/` holds other built things too, so it is not emptied.
 */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    // The first browsers that know <dialog>.
    target: ['chrome92', 'safari15.4', 'firefox98'],
    reportCompressedSize: true,
    lib: { entry: 'src/widget/widget.ts', name: 'SanadWidget', formats: ['iife'], fileName: () => 'widget.js' },
  },
});
