import type { Clause, PolicyPack } from '../../knowledge/index.ts';
import { type Html, html } from './html.ts';
import type { PageContent, PageView } from './page.ts';
import { type Range, rangesOfQuotes } from './rangesOfQuotes.ts';

/**
 * A shop's policy, clause by clause, as it stands. Each clause has its number as the element's id, so that
 * `/policies/xiaomi-ma#8.1` leads to it and marks it; `?quote=` marks the words that an answer quoted.
 */
export function policyPage(pack: PolicyPack, view: PageView): PageContent {
  const { say, language, request } = view;
  const { shop, policyVersion } = pack;
  const name = shop.name[language];
  const quotes = request.query.getAll('quote').slice(0, MOST_QUOTES);
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
${sections.map((section) => sectionMarkup(section, quotes, view))}
</div>`,
  };
}

const MOST_QUOTES = 5;

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

function sectionMarkup({ title, clauses }: Section, quotes: readonly string[], view: PageView): Html {
  return html`<section>
${title !== '' && html`<h2>${title}</h2>`}
${clauses.map((clause) => clauseMarkup(clause, title, quotes, view))}
</section>`;
}

function clauseMarkup({ number, text }: Clause, title: string, quotes: readonly string[], view: PageView): Html {
  const ranges = rangesOfQuotes(quotes, text);
  const label = number === '0' ? view.say('preamble') : view.say('clause', { number });
  return html`<article id="${number}" class="clause" tabindex="-1" aria-label="${label}">
<a class="number" href="#${encodeURIComponent(number)}" lang="${view.language}" dir="${view.language === 'ar' ? 'rtl' : 'ltr'}">${number === '0' ? view.say('preamble') : html`${view.say('clause', { number: '' }).trim()} <bdi dir="ltr">${number}</bdi>`}</a>
${linesOf(text, title, ranges)}
</article>`;
}

/** The clause's lines, without one that only repeats the heading above it. */
function linesOf(text: string, title: string, ranges: readonly Range[]): Html[] {
  let start = 0;
  return text.split('\n').flatMap((line, index) => {
    const from = start;
    start += line.length + 1;
    const isHeading = index === 0 && line.trim() === title.trim();
    if (line.trim() === '' || isHeading) return [];
    return html`<p${/^\s*(?:[•\-–*]|\d+\s*-)\s/u.test(line) && html` class="item"`}>${markedLine(line, from, ranges)}</p>`;
  });
}

/** A line that begins at an offset of the clause, with what lies in one of the ranges marked. */
function markedLine(line: string, from: number, ranges: readonly Range[]): Html[] {
  const pieces: Html[] = [];
  let at = 0;
  for (const range of ranges) {
    const begin = Math.max(at, range.begin - from);
    const end = Math.min(line.length, range.end - from);
    if (begin >= end) continue;
    pieces.push(html`${line.slice(at, begin)}<mark>${line.slice(begin, end)}</mark>`);
    at = end;
  }
  return [...pieces, html`${line.slice(at)}`];
}

function dateOf(date: string, { language }: PageView): string {
  const format = new Intl.DateTimeFormat(language === 'ar' ? 'ar-MA' : 'fr-MA', { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(`${date}T00:00:00Z`));
}
