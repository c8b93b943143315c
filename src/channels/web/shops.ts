import { HttpError, type HttpRequest } from '../http.ts';
import { equal } from './token.ts';

/** What the web channel needs to know of a shop. */
export interface WebShop {
  readonly id: string;
  readonly name: string;
  /** Origins of the shop's pages that may show its widget, e.g. `https://www.example.ma`. */
  readonly origins: readonly string[];
  /** The Direct Line secret of the shop's own server; without one there is no server-side token creation. */
  readonly secret?: string;
}

/** Which shop a request is for, and whether the page it comes from may speak for that shop. */
export class Shops {
  readonly #shops: ReadonlyMap<string, WebShop>;
  readonly #extraOrigins: readonly string[];

  constructor(shops: readonly WebShop[], extraOrigins: readonly string[]) {
    this.#shops = new Map(shops.map((shop) => [shop.id, shop]));
    this.#extraOrigins = extraOrigins;
  }

  /** The named shop; the only one when none is named. */
  find(id: string | undefined): WebShop {
    const only = this.#shops.size === 1 ? [...this.#shops.values()][0] : undefined;
    const shop = id === undefined ? only : this.#shops.get(id);
    if (shop) return shop;
    const known = [...this.#shops.keys()].join(', ');
    if (id === undefined) throw new HttpError(400, 'MissingProperty', `name the shop: ?shop= one of ${known}`);
    throw new HttpError(404, 'UnknownShop', `there is no such shop; known are ${known}`);
  }

  bySecret(secret: string): WebShop | undefined {
    return [...this.#shops.values()].find((shop) => shop.secret !== undefined && equal(shop.secret, secret));
  }

  /**
   * May a page of this request's origin speak for this shop? Requests of other programs have no origin. The origins
   * of a token narrow those of the shop; one that is not also the shop's is no use.
   */
  checkOrigin(request: HttpRequest, shop: string, narrowed?: readonly string[]): void {
    const origin = request.headers.origin;
    if (origin === undefined || origin === request.baseUrl) return;
    const own = this.#shops.get(shop)?.origins ?? [];
    const allowed = own.includes(origin) || this.#extraOrigins.includes(origin);
    if (allowed && (narrowed === undefined || narrowed.includes(origin))) return;
    throw foreignOrigin();
  }

  /** Is the origin that of any shop? All that a browser's preflight lets us know. */
  knowsOrigin(request: HttpRequest): boolean {
    const origin = request.headers.origin;
    if (origin === undefined || origin === request.baseUrl || this.#extraOrigins.includes(origin)) return true;
    return [...this.#shops.values()].some((shop) => shop.origins.includes(origin));
  }
}

export function foreignOrigin(): HttpError {
  return new HttpError(
    403,
    'OriginNotAllowed',
    'pages of this origin may not speak for this shop: add it to its origins',
  );
}
