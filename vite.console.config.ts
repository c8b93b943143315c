import { defineConfig } from 'vite';

/**
 * Builds the agents' console to `dist/console/`: a page without inline script or style, and files with their content's
 * hash in the name, so that browsers may keep them for good. The server shows it at `/console`.
 */
export default defineConfig({
  root: 'src/console',
  base: '/console/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    // The first browsers that know <dialog>, as for the widget.
    target: ['chrome92', 'safari15.4', 'firefox98'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
});
