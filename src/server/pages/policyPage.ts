import type { Clause, PolicyPack } from '../../knowledge/index.ts';
import { type Html, html } from './html.ts';
import type { PageContent, PageView } from './page.ts';
import { type Range, rangeOfQuote } from './rangeOfQuote.ts';

/**
 * A shop's policy, clause by clause, as it stands. Each clause has its number as the element's id, so that
 * `/policies/xiaomi-ma#8.1` leads to it and marks it; `?quote=` marks the words that an answer quoted.
 */
export function policyPage(pack: PolicyPack, view: PageView): PageContent {
  const { say, language, request } = view;
  const { shop, policyVersion } = pack;
  const name = shop.name[language];
  const quote = request.query.get('quote') ?? '';
  const version = request.query.get('version');
  const sections = sectionsOf(pack.clauses);
  return {
    title: say('policy_of', { shop: name }),
    body: html`
<h1>${say('policy_of', { shop: name })}</h1>
<p class="lead">${shop.effectiveFrom && say('effective_from', { date: dateOf(shop.effectiveFrom.date, view) })}
<a href="${shop.website}" rel="noopener" dir="ltr">${shop.website}</a></p>
${version !== null && version !== policyVersion && html`<p class="notice" role="note">${say('other_version')}</p>`}
<details class="contents"><summary>${say('contents')}</summary>
<ol lang="ar" dir="rtl">${sections.map(contentsEntry)}</ol></details>
<div class="policy" lang="ar" dir="rtl">
${sections.map((section) => sectionMarkup(section, quote, view))}
</div>`,
  };
}

/** Clauses in a row under one heading. */
interface Section {
  readonly title: string;
  readonly clauses: readonly Clause[];
}

function sectionsOf(clauses: readonly Clause[]): Section[] {
  const sections: { title: string; clauses: Clause[] }[] = [];
  for (const clause of clauses) {
    const last = sections.at(-1);
    if (last && last.title === clause.title && clause.title !== '') last.clauses.push(clause);
    else sections.push({ title: clause.title, clauses: [clause] });
  }
  return sections;
}

function contentsEntry({ title, clauses }: Section): Html | undefined {
  const [first] = clauses;
  if (!first || title === '') return undefined;
  const number = first.number.split(/[.-]/)[0] ?? '';
  return html`<li><a href="#${encodeURIComponent(first.number)}"><bdi>${number}</bdi> ${title}</a></li>`;
}

function sectionMarkup({ title, clauses }: Section, quote: string, view: PageView): Html {
  return html`<section>
${title !== '' && html`<h2>${title}</h2>`}
${clauses.map((clause) => clauseMarkup(clause, title, quote, view))}
</section>`;
}

function clauseMarkup({ number, text }: Clause, title: string, quote: string, view: PageView): Html {
  const range = rangeOfQuote(quote, text);
  const label = number === '0' ? view.say('preamble') : view.say('clause', { number });
  return html`<article id="${number}" class="clause" tabindex="-1" aria-label="${label}">
<a class="number" href="#${encodeURIComponent(number)}" lang="${view.language}">${number === '0' ? view.say('preamble') : html`${view.say('clause', { number: '' }).trim()} <bdi dir="ltr">${number}</bdi>`}</a>
${linesOf(text, title, range)}
</article>`;
}

/** The clause's lines, without one that only repeats the heading above it. */
function linesOf(text: string, title: string, range: Range | undefined): Html[] {
  let start = 0;
  return text.split('\n').flatMap((line, index) => {
    const from = start;
    start += line.length + 1;
    const isHeading = index === 0 && line.trim() === title.trim();
    if (line.trim() === '' || isHeading) return [];
    return html`<p${/^\s*(?:[•\-–*]|\d+\s*-)\s/u.test(line) && html` class="item"`}>${markedLine(line, from, range)}</p>`;
  });
}

function markedLine(line: string, from: number, range: Range | undefined): Html {
  const begin = Math.max(0, (range?.begin ?? 0) - from);
  const end = Math.min(line.length, (range?.end ?? 0) - from);
  if (!range || begin >= end) return html`${line}`;
  return html`${line.slice(0, begin)}<mark>${line.slice(begin, end)}</mark>${line.slice(end)}`;
}

function dateOf(date: string, { language }: PageView): string {
  const format = new Intl.DateTimeFormat(language === 'ar' ? 'ar-MA' : 'fr-MA', { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(`${date}T00:00:00Z`));
}
