import { listen } from '../guard.ts';
import { addStyles } from './styles.ts';

const NAME = 'sanad-widget';

/** Typed into the widget, these are not the page's: its shortcuts would take the letters away. */
const KEPT_INSIDE = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'cut', 'copy', 'paste'];

/** The widget's place on the page: a shadow root of its own, out of the page's styles and shortcuts. */
export class Host {
  readonly element = document.createElement(NAME);

  constructor(content: HTMLElement, css: string, nonce: string | undefined) {
    const root = this.element.attachShadow({ mode: 'open' });
    addStyles(root, css, nonce);
    root.append(content);
    for (const type of KEPT_INSIDE) listen(root, type, (event) => event.stopPropagation());
  }

  /** Puts it on the page; false when it is there already, or there is no page to put it on. */
  attach(): boolean {
    if (this.element.isConnected || !document.body) return false;
    // Navigation without a reload may bring a copy of an earlier page, with a copy of the element that holds nothing.
    for (const copy of document.querySelectorAll(NAME)) copy.remove();
    document.body.append(this.element);
    return true;
  }
}
