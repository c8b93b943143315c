/** What a shop says in its script tag: `<script src="https://chat.shop.ma/widget.js" data-shop="my-shop" async></script>`. */
export interface ScriptTag {
  readonly shop: string;
  /** Address of Sanad's server, with a slash at its end. */
  readonly server: string;
  readonly language: string | undefined;
  readonly theme: 'light' | 'dark' | 'auto';
  readonly side: 'left' | 'right' | undefined;
  /** Lets a style element in where a browser knows no adopted style sheets and the page has a strict policy. */
  readonly nonce: string | undefined;
}

/** Reads the tag of the running script; nothing when it names no shop. */
export function readScriptTag(): ScriptTag | undefined {
  const tag = (document.currentScript ?? document.querySelector('script[data-shop]')) as HTMLScriptElement | null;
  const { shop, server, lang, theme, side } = tag?.dataset ?? {};
  if (!tag?.src || !shop) return undefined;
  return {
    shop,
    server: new URL('./', server ?? tag.src).href,
    language: lang,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    side: side === 'left' || side === 'right' ? side : undefined,
    nonce: tag.nonce || undefined,
  };
}
