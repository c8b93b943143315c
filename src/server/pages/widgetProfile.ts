import { errorReply, HttpError, type HttpReply, type HttpRequest, json } from '../../channels/http.ts';
import type { PolicyPack } from '../../knowledge/index.ts';

export interface WidgetProfileOptions {
  /** Characters of one message. */
  readonly maxTextLength: number;
  /** Bytes of one upload. */
  readonly maxUploadBytes: number;
  /** Origins that may show every shop's widget. */
  readonly extraOrigins: readonly string[];
}

/** Room for what a form puts around a file, and for the words that come with it. */
const FORM_BYTES = 64 * 1024;

/**
 * What a shop's widget needs to know of the shop. Any page may read it; `allowed` says whether the asking page may
 * show the widget, since a browser hides from a page why its other requests are refused.
 */
export function widgetProfile(
  pack: PolicyPack | undefined,
  request: HttpRequest,
  options: WidgetProfileOptions,
): HttpReply {
  const reply = pack
    ? json(200, profileOf(pack, request, options), { 'cache-control': 'public, max-age=300, must-revalidate' })
    : errorReply(new HttpError(404, 'UnknownShop', 'there is no such shop'));
  return { ...reply, headers: { ...reply.headers, 'access-control-allow-origin': '*', vary: 'Origin' } };
}

function profileOf({ shop }: PolicyPack, { baseUrl, headers }: HttpRequest, options: WidgetProfileOptions): unknown {
  const origins = [baseUrl, ...shop.origins, ...options.extraOrigins];
  return {
    name: shop.name,
    color: shop.color,
    policyUrl: `${baseUrl}/policies/${shop.id}`,
    maxTextLength: options.maxTextLength,
    maxFileBytes: options.maxUploadBytes - FORM_BYTES,
    allowed: headers.origin === undefined || origins.includes(headers.origin),
  };
}
