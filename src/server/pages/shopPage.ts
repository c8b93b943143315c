import type { PolicyPack } from '../../knowledge/index.ts';
import { html } from './html.ts';
import type { PageContent, PageView } from './page.ts';

/** A page that shows the widget as a shop would embed it, under a policy as strict as a shop's may be. */
export function shopPage({ shop }: PolicyPack, { say, language, link, request }: PageView): PageContent {
  const name = shop.name[language];
  const tag = `<script src="${request.baseUrl}/widget.js" data-shop="${shop.id}" async></script>`;
  return {
    title: name,
    body: html`
<h1>${name}</h1>
<p class="lead">${say('shop_lead', { shop: name })}</p>
<section aria-labelledby="ask">
<h2 id="ask">${say('shop_ask')}</h2>
<ul class="examples">${shop.suggestions.map((question) => html`<li lang="ar" dir="rtl">${question}</li>`)}</ul>
</section>
<section aria-labelledby="embed">
<h2 id="embed">${say('shop_embed')}</h2>
<p>${say('shop_embed_lead')}</p>
<pre dir="ltr" tabindex="0"><code>${tag}</code></pre>
<p>${say('shop_embed_csp')}</p>
<pre dir="ltr" tabindex="0"><code>script-src ${request.baseUrl}; connect-src ${request.baseUrl} ${socketsOf(request.baseUrl)}</code></pre>
</section>
<p class="more"><a href="${link(`/policies/${shop.id}`)}">${say('policy_of', { shop: name })}</a></p>
<p class="more"><a href="${link(`/webchat/${shop.id}`)}">${say('in_web_chat')}</a></p>`,
    scripts: html`<script src="/widget.js" data-shop="${shop.id}" data-lang="${language}" async></script>`,
    policy: policyWithWidget(request.baseUrl),
  };
}

/** No inline script or style, nothing from elsewhere; the widget needs its script and its server, no more. */
function policyWithWidget(baseUrl: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    `connect-src 'self' ${socketsOf(baseUrl)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function socketsOf(baseUrl: string): string {
  return baseUrl.replace(/^http/, 'ws');
}
