import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { HttpReply, HttpRequest } from '../../channels/http.ts';
import type { PolicyPack } from '../../knowledge/index.ts';
import { StaticFiles } from '../staticFiles.ts';
import { html } from './html.ts';
import type { PageContent, PageView } from './page.ts';

/** The same conversation in Microsoft's Web Chat, unmodified, as proof that any Direct Line client will do. */
export function webChatPage({ shop }: PolicyPack, { say, language, request }: PageView): PageContent {
  const name = shop.name[language];
  return {
    title: `Web Chat · ${name}`,
    body: html`
<h1>${say('web_chat_title', { shop: name })}</h1>
<p class="lead">${say('web_chat_lead')}</p>
<div id="webchat" class="web-chat" data-shop="${shop.id}" data-missing="${say('web_chat_missing')}"></div>`,
    scripts: html`<script src="/webchat.js"></script><script src="/webChat.client.js"></script>`,
    policy: policyOf(request.baseUrl),
  };
}

/** Web Chat writes its own style elements and draws pictures from data. */
function policyOf(baseUrl: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${baseUrl.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Serves Web Chat's own file out of its npm package, which is there for development only. */
export function webChatFile(): (request: HttpRequest) => HttpReply | Promise<HttpReply> {
  const files = new StaticFiles(folderOfWebChat() ?? '/nonexistent');
  return (request) => files.serve({ ...request, path: '/webchat.js' });
}

function folderOfWebChat(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve('botframework-webchat')), '../dist');
  } catch {
    return undefined;
  }
}
