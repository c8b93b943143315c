/**
 * Puts styles into a shadow root. Adopted style sheets need no leave of the page's Content-Security-Policy; browsers
 * without them get a style element, with the script's nonce where the page uses nonces.
 */
export function addStyles(root: ShadowRoot, css: string, nonce: string | undefined): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    if (nonce !== undefined) style.nonce = nonce;
    style.textContent = css;
    root.append(style);
  }
}
