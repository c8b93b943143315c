import type { PolicyPack } from '../../knowledge/index.ts';
import { html } from './html.ts';
import type { PageContent, PageView } from './page.ts';

/** The front page: each shop with its demonstration, its policy and the same conversation in Web Chat. */
export function homePage(packs: readonly PolicyPack[], { say, language, link }: PageView): PageContent {
  const cards = packs.map(
    ({ shop, clauses }) => html`
<li class="card">
<h2>${shop.name[language]}</h2>
<p>${say('clauses', { count: clauses.length })}</p>
<a class="button" href="${link(`/shops/${shop.id}`)}">${say('try_it')}<span class="unseen"> (${shop.name[language]})</span></a>
<p class="more"><a href="${link(`/policies/${shop.id}`)}">${say('policy_of', { shop: shop.name[language] })}</a></p>
<p class="more"><a href="${link(`/webchat/${shop.id}`)}">${say('in_web_chat')}<span class="unseen"> (${shop.name[language]})</span></a></p>
</li>`,
  );
  return {
    title: say('brand'),
    body: html`
<h1>${say('home_title')}</h1>
<p class="lead">${say('home_lead')}</p>
<ul class="cards">${cards}</ul>`,
  };
}
