import type { HttpReply } from '../../channels/http.ts';
import type { PolicyPack } from '../../knowledge/index.ts';

/** What a shop's widget needs to know of the shop. Public: any page may read it. */
export function widgetProfile({ shop }: PolicyPack, baseUrl: string, maxTextLength: number): HttpReply {
  const profile = { name: shop.name, color: shop.color, policyUrl: `${baseUrl}/policies/${shop.id}`, maxTextLength };
  return {
    status: 200,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=300, must-revalidate',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    },
    body: JSON.stringify(profile),
  };
}
