import { readFileSync } from 'node:fs';
import { HttpError, type HttpReply, type HttpRequest, type Route } from '../../channels/http.ts';
import type { PolicyPack } from '../../knowledge/index.ts';
import { homePage } from './homePage.ts';
import { type PageContent, type PageView, pageReply } from './page.ts';
import { openPageWords, type PageLanguage } from './pageWords.ts';
import { policyPage } from './policyPage.ts';
import { shopPage } from './shopPage.ts';
import { webChatFile, webChatPage } from './webChatPage.ts';
import { type WidgetProfileOptions, widgetProfile } from './widgetProfile.ts';

export interface SiteOptions extends WidgetProfileOptions {
  readonly packs: readonly PolicyPack[];
}

/** Every page of ours and the files they need: front page, shops' demonstration and policy pages, Web Chat. */
export function siteRoutes({ packs, ...options }: SiteOptions): Route[] {
  const words = openPageWords();
  const page = (path: string, content: (view: PageView, pack: PolicyPack) => PageContent): Route => ({
    method: 'GET',
    path,
    handle: (request) => {
      const view = viewOf(request, words);
      return pageReply(content(view, packOf(packs, request)), view);
    },
  });
  return [
    { method: 'GET', path: '/', handle: (request) => frontPage(packs, viewOf(request, words)) },
    page('/shops/:shop', (view, pack) => shopPage(pack, view)),
    page('/policies/:shop', (view, pack) => policyPage(pack, view)),
    page('/webchat/:shop', (view, pack) => webChatPage(pack, view)),
    {
      method: 'GET',
      path: '/shops/:shop/widget.json',
      handle: (request) => widgetProfile(packs.find(isShopOf(request)), request, options),
    },
    ourFile('pages.css', 'text/css; charset=utf-8'),
    ourFile('webChat.client.js', 'text/javascript; charset=utf-8'),
    { method: 'GET', path: '/webchat.js', handle: webChatFile() },
  ];
}

function frontPage(packs: readonly PolicyPack[], view: PageView): HttpReply {
  return pageReply(homePage(packs, view), view);
}

function packOf(packs: readonly PolicyPack[], request: HttpRequest): PolicyPack {
  const pack = packs.find(isShopOf(request));
  if (!pack) throw new HttpError(404, 'UnknownShop', 'there is no such shop');
  return pack;
}

function isShopOf({ params }: HttpRequest): (pack: PolicyPack) => boolean {
  return ({ shop }) => shop.id === params.shop;
}

function viewOf(request: HttpRequest, words: ReturnType<typeof openPageWords>): PageView {
  const language: PageLanguage = request.query.get('lang') === 'fr' ? 'fr' : 'ar';
  const link = (path: string) => (language === 'ar' ? path : `${path}?lang=${language}`);
  return { language, say: words(language), request, link };
}

/** A file that lies beside the pages. */
function ourFile(name: string, type: string): Route {
  const body = readFileSync(new URL(name, import.meta.url));
  const headers = { 'content-type': type, 'cache-control': 'public, max-age=300, must-revalidate' };
  return { method: 'GET', path: `/${name}`, handle: () => ({ status: 200, headers, body }) };
}
